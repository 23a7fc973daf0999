namespace Bifrost.Web.AdminApi;

/// <summary>A row as JSON with its version as ETag.</summary>
internal static class Answer
{
    public static IResult Row<T>(T? row, Func<T, int> version, int status = StatusCodes.Status200OK)
        where T : class =>
        row is null ? ApiProblem.NotFound("There is no such row.") : new Versioned(Results.Json(row, statusCode: status), version(row));

    private sealed class Versioned(IResult body, int version) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.Headers.ETag = IfMatch.Tag(version);
            return body.ExecuteAsync(httpContext);
        }
    }
}
