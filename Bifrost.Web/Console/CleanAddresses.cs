using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Extensions;

namespace Bifrost.Web.Console;

/// <summary>Sends a browser whose address has a NUL to the same address without: PostgreSQL's texts hold none, and a page would fail where it only asks for nothing.</summary>
internal static class CleanAddresses
{
    private const string Nul = "%00";

    public static void UseCleanAddresses(this WebApplication app) => app.Use((context, next) =>
    {
        if (!IsPage(context) || Cleaned(context.Request.QueryString.Value) is not { } query)
        {
            return next(context);
        }

        context.Response.Redirect(UriHelper.BuildRelative(context.Request.PathBase, context.Request.Path, new QueryString(query)));
        return Task.CompletedTask;
    });

    // Pages and their files ask who reads them; callers' routes do not, and keep every byte.
    private static bool IsPage(HttpContext context) =>
        HttpMethods.IsGet(context.Request.Method) && context.GetEndpoint()?.Metadata.GetMetadata<IAuthorizeData>() is not null
        && !context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase);

    private static string? Cleaned(string? query)
    {
        if (query?.Contains(Nul, StringComparison.Ordinal) is not true)
        {
            return null;
        }

        // What is left may make a new one.
        while (query.Contains(Nul, StringComparison.Ordinal))
        {
            query = query.Replace(Nul, "", StringComparison.Ordinal);
        }

        return query;
    }
}
