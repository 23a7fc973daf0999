using System.Net.Http.Headers;
using System.Text;
using Bifrost.Tests.Testing;

namespace Bifrost.Tests.Gateway.Dialects;

/// <summary>Bodies that two servers could read differently, or that are none: refused in the caller's dialect before anything is sent.</summary>
public sealed class DialectHostileTests(DialectHost host) : IClassFixture<DialectHost>
{
    public static TheoryData<string, string> Bodies()
    {
        var rows = new TheoryData<string, string>();
        foreach (var caller in DialectWire.All.Where(x => x.Kind is not ("deepseek" or "openai")))
        {
            foreach (var name in (string[])["twice", "twice within", "another case", "deep", "not UTF-8", "half a character", "no JSON", "an array", "empty", "no model or messages"])
            {
                rows.Add(caller.Name, name);
            }
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task It_is_refused_and_nothing_is_sent(string callerName, string name)
    {
        var caller = DialectWire.All.Single(x => x.Name == callerName);
        var target = DialectWire.All.First(x => x.Name != callerName);
        var model = $"{target.Provider}/{target.Model}";
        var sent = host.Provider.Requests.Count;
        using var content = new ByteArrayContent(BodyOf(name, model));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");

        using var response = await host.Client.PostAsync(new Uri(caller.PathFor(model, stream: false), UriKind.Relative), content, TestContext.Current.CancellationToken);

        var body = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        Assert.True((int)response.StatusCode == 400, $"{(int)response.StatusCode} {Encoding.UTF8.GetString(body)}");
        Assert.True(caller.Format.TryReadError(body, out _, out var message));
        Assert.NotEmpty(message);
        Assert.Equal(sent, host.Provider.Requests.Count);
    }

    private static byte[] BodyOf(string name, string model)
    {
        var start = $"{{\"model\":\"{model}\",\"max_tokens\":10,\"messages\":[{{\"role\":\"user\",\"content\":\"Hi\"}}],\"contents\":[{{\"role\":\"user\",\"parts\":[{{\"text\":\"Hi\"}}]}}],";
        return name switch
        {
            "twice" => Encoding.UTF8.GetBytes(start + "\"top_k\":1,\"top_k\":2}"),
            "twice within" => Encoding.UTF8.GetBytes(start + "\"x\":{\"a\":1,\"a\":2}}"),
            "another case" => Encoding.UTF8.GetBytes(start + "\"Max_Tokens\":99999}"),
            "deep" => Encoding.UTF8.GetBytes(start + "\"x\":" + new string('[', 100_000)),
            "not UTF-8" => [.. Encoding.UTF8.GetBytes(start + "\"x\":\""), 0xC3, 0x28, (byte)'"', (byte)'}'],
            "half a character" => Encoding.UTF8.GetBytes(start.Replace("Hi", "\\ud800", StringComparison.Ordinal) + "\"x\":1}"),
            "no JSON" => "model=x"u8.ToArray(),
            "an array" => "[1]"u8.ToArray(),
            "empty" => [],
            _ => "{\"x\":1}"u8.ToArray(),
        };
    }
}
