using System.Globalization;

namespace Bifrost.Web.AdminApi;

/// <summary>The version that the sender has seen: the row's ETag, a quoted number, given back in <c>If-Match</c>.</summary>
internal sealed record IfMatch(int Version, ApiProblem? Problem) : IRequestPart
{
    public static ValueTask<IfMatch> BindAsync(HttpContext context) => ValueTask.FromResult(Read(context.Request.Headers.IfMatch.ToString()));

    public static string Tag(int version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    private static IfMatch Read(string header)
    {
        if (header.Length == 0)
        {
            return new(0, new ApiProblem(StatusCodes.Status428PreconditionRequired, "Send If-Match with the ETag of the version that you changed."));
        }

        return header is ['"', .. var number, '"'] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? new(version, null)
            : new(0, new ApiProblem(StatusCodes.Status400BadRequest, "If-Match is one ETag as this API gave it, such as \"3\"."));
    }
}
