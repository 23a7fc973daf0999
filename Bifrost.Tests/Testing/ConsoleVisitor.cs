using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Bifrost.Tests.Testing;

/// <summary>
/// A person with a browser but without its screen: cookies and forms over plain HTTP. What Playwright cannot do: send
/// headers as a proxy would, keep a <c>Secure</c> cookie behind one, and go to another node with the same cookies.
/// </summary>
public sealed partial class ConsoleVisitor : IDisposable
{
    public const string SetupToken = "setup-token-of-the-tests";
    public const string Password = "correct horse battery";

    private readonly Dictionary<string, string> cookies;
    private readonly HttpClient client;

    public ConsoleVisitor(Uri address)
        : this(address, [])
    {
    }

    private ConsoleVisitor(Uri address, Dictionary<string, string> cookies)
    {
        this.cookies = cookies;
        client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = address };
    }

    /// <summary>Sent with every request: what a proxy, or somebody who plays one, adds.</summary>
    public Dictionary<string, string> Headers { get; } = [];

    /// <summary>Every <c>Set-Cookie</c> line received, as it was.</summary>
    public List<string> SetCookies { get; } = [];

    /// <summary>The same person, with the same cookies, at another node.</summary>
    public ConsoleVisitor At(Uri address) => new(address, cookies);

    public Task<HttpResponseMessage> GetAsync(string url) => SendAsync(HttpMethod.Get, url);

    /// <summary>Loads the page, fills its form and sends it.</summary>
    public async Task<HttpResponseMessage> SubmitAsync(string url, string form, params IEnumerable<(string Name, string Value)> fields)
    {
        using var page = await GetAsync(url);
        var token = Token().Match(await page.Content.ReadAsStringAsync()).Groups[1].Value;
        var all = fields.Select(x => KeyValuePair.Create("Input." + x.Name, x.Value))
            .Append(KeyValuePair.Create("_handler", form)).Append(KeyValuePair.Create("__RequestVerificationToken", token));
        return await SendAsync(HttpMethod.Post, url, new FormUrlEncodedContent(all));
    }

    /// <summary>Sends a form without fields whose antiforgery token comes from a page, perhaps of another node.</summary>
    public async Task<HttpResponseMessage> SubmitTokenAsync(string page, ConsoleVisitor to, string url)
    {
        ArgumentNullException.ThrowIfNull(to);
        using var loaded = await GetAsync(page);
        var token = Token().Match(await loaded.Content.ReadAsStringAsync()).Groups[1].Value;
        return await to.SendAsync(HttpMethod.Post, url, new FormUrlEncodedContent([KeyValuePair.Create("__RequestVerificationToken", token)]));
    }

    /// <summary>Claims the installation as <c>NAME@example.com</c>.</summary>
    public Task<HttpResponseMessage> ClaimAsync(string name = "ada") =>
        SubmitAsync($"/setup?token={SetupToken}", "setup", ("Name", name), ("Email", $"{name}@example.com"), ("Password", Password));

    public Task<HttpResponseMessage> SignInAsync(string name = "ada", string password = Password) =>
        SubmitAsync("/sign-in", "sign-in", ("Email", $"{name}@example.com"), ("Password", password));

    /// <summary>A write through the admin API with the console's session, as a page's own script would send it.</summary>
    public Task<HttpResponseMessage> SaveAsync(HttpMethod method, string url, string json) =>
        SendAsync(method, url, new StringContent(json, Encoding.UTF8, "application/json"), ("x-bf-csrf", "1"));

    /// <inheritdoc />
    public void Dispose() => client.Dispose();

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string url, HttpContent? content = null, params IEnumerable<(string Name, string Value)> headers)
    {
        using var request = new HttpRequestMessage(method, url) { Content = content };
        request.Headers.Add("Accept", "text/html, application/json");
        if (cookies.Count > 0) request.Headers.Add("Cookie", string.Join("; ", cookies.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Key}={c.Value}"))));
        foreach (var (name, value) in Headers.Select(x => (x.Key, x.Value)).Concat(headers)) request.Headers.TryAddWithoutValidation(name, value);
        var response = await client.SendAsync(request);
        if (response.Headers.TryGetValues("Set-Cookie", out var lines)) Keep(lines);
        return response;
    }

    private void Keep(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            SetCookies.Add(line);
            var pair = line.Split(';')[0].Split('=', 2);
            cookies[pair[0]] = pair[1];
        }
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
