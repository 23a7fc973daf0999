using Bifrost.Domain.Governance;
using Microsoft.AspNetCore.WebUtilities;

namespace Bifrost.Web.AdminApi;

/// <summary>A refusal as RFC 9457 problem details, naming each field.</summary>
internal sealed class ApiProblem(int status, string detail, IReadOnlyList<FieldError>? errors = null) : IResult
{
    /// <summary>400: what is wrong with which field.</summary>
    public static ApiProblem Invalid(IReadOnlyList<FieldError> errors) => Of(StatusCodes.Status400BadRequest, errors);

    public static ApiProblem Invalid(string field, string message) => Invalid([new FieldError(field, message)]);

    public static ApiProblem NotFound(string what = "There is nothing at this address.") => new(StatusCodes.Status404NotFound, what);

    /// <summary>What a command refused.</summary>
    public static ApiProblem Of<T>(Result<T> result) => Of(StatusOf(result.Kind, result.Errors), result.Errors);

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = status;
        AdminApiBoundary.SetHeaders(httpContext);
        var body = new ProblemBody(
            "about:blank",
            ReasonPhrases.GetReasonPhrase(status),
            status,
            detail,
            errors is null ? null : errors.GroupBy(x => x.Field, x => x.Message).ToDictionary(x => x.Key, x => x.ToArray()),
            httpContext.TraceIdentifier);
        return response.WriteAsJsonAsync(body, options: null, "application/problem+json", httpContext.RequestAborted);
    }

    private static ApiProblem Of(int status, IReadOnlyList<FieldError> errors)
    {
        var fields = errors.Where(x => x.Field.Length > 0).ToList();
        return new(status, string.Join(" ", errors.Select(x => x.Message)), fields.Count == 0 ? null : fields);
    }

    private static int StatusOf(ResultKind kind, IReadOnlyList<FieldError> errors) => kind switch
    {
        ResultKind.NotFound => StatusCodes.Status404NotFound,
        ResultKind.Forbidden => StatusCodes.Status403Forbidden,
        ResultKind.Conflict when errors.Any(x => x.Field == "version") => StatusCodes.Status412PreconditionFailed,
        ResultKind.Unavailable => StatusCodes.Status503ServiceUnavailable,
        ResultKind.Conflict => StatusCodes.Status409Conflict,
        _ => StatusCodes.Status400BadRequest,
    };
}
