using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using MudBlazor;

namespace Bifrost.Web.Console.Shared;

/// <summary>
/// Both palettes of <see cref="BifrostTheme"/> as one style sheet, chosen by <c>data-theme</c> on the page: switching
/// needs no round trip, and static and prerendered pages have their colours before the first paint.
/// </summary>
internal sealed class ThemeStyles(IServiceScopeFactory scopes, ILoggerFactory logs)
{
    public const string Path = "/theme.css";

    private readonly Lazy<Task<byte[]>> _styles = new(() => MakeAsync(scopes, logs));

    /// <summary>The address with a version, so that it may be cached for ever.</summary>
    public static string Url { get; } = $"{Path}?v={typeof(ThemeStyles).Assembly.ManifestModule.ModuleVersionId:N}";

    public static async Task WriteAsync(HttpContext context, ThemeStyles styles)
    {
        context.Response.ContentType = "text/css; charset=utf-8";
        context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        await context.Response.Body.WriteAsync(await styles._styles.Value, context.RequestAborted);
    }

    private static async Task<byte[]> MakeAsync(IServiceScopeFactory scopes, ILoggerFactory logs) => Encoding.UTF8.GetBytes(
        await RenderAsync(scopes, logs, false, ":root") + await RenderAsync(scopes, logs, true, "html[data-theme=dark]"));

    private static async Task<string> RenderAsync(IServiceScopeFactory scopes, ILoggerFactory logs, bool dark, string selector)
    {
        await using var scope = scopes.CreateAsyncScope();
        await using var renderer = new HtmlRenderer(scope.ServiceProvider, logs);
        var html = await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var parameters = ParameterView.FromDictionary(new Dictionary<string, object?>
            {
                [nameof(MudThemeProvider.Theme)] = BifrostTheme.Theme,
                [nameof(MudThemeProvider.IsDarkMode)] = dark,
            });
            return (await renderer.RenderComponentAsync<MudThemeProvider>(parameters)).ToHtmlString();
        });
        var start = html.IndexOf(":root", StringComparison.Ordinal);
        var open = html.IndexOf('{', start) + 1;
        return $"{selector} {{{html[open..html.IndexOf('}', open)]}}}\n";
    }
}
