using System.Text;
using System.Text.Json;

namespace Bifrost.Tests.Gateway.Hostile;

/// <summary>One answer of the gateway, read to its end.</summary>
public sealed class GatewayAnswer
{
    private readonly Dictionary<string, string> _headers = new(StringComparer.OrdinalIgnoreCase);

    public GatewayAnswer(HttpResponseMessage response, byte[] body)
    {
        Status = (int)response.StatusCode;
        Body = body;
        foreach (var (name, values) in response.Headers.NonValidated) _headers[name] = values.ToString();
        foreach (var (name, values) in response.Content.Headers.NonValidated) _headers[name] = values.ToString();
    }

    public int Status { get; }

    public byte[] Body { get; }

    public string Text => Encoding.UTF8.GetString(Body);

    public IReadOnlyDictionary<string, string> Headers => _headers;

    public string? Header(string name) => _headers.GetValueOrDefault(name);

    /// <summary>The answer is a refusal exactly as the contract has it, and tells nothing of our insides.</summary>
    public void AssertRefusal(int status, string? code, string? param = null)
    {
        AssertError(status);
        using var json = JsonDocument.Parse(Body);
        var error = json.RootElement.GetProperty("error");
        Assert.Equal(["message", "type", "param", "code"], error.EnumerateObject().Select(x => x.Name));
        if (code is not null) Assert.Equal(code, error.GetProperty("code").GetString());
        if (param is not null) Assert.Equal(param, error.GetProperty("param").GetString());
        Assert.Equal(TypeOf(status), error.GetProperty("type").GetString());
    }

    /// <summary>The answer is an error in OpenAI's shape, a provider's own perhaps, with our request id.</summary>
    public void AssertError(int status)
    {
        Assert.True(status == Status, $"{status} was expected: {Status} {Text}");
        Assert.StartsWith("application/json", Header("Content-Type"), StringComparison.Ordinal);
        Assert.True(Guid.TryParse(Header("x-request-id"), out _), "x-request-id");
        using var json = JsonDocument.Parse(Body);
        Assert.NotEmpty(json.RootElement.GetProperty("error").GetProperty("message").GetString()!);
        Assert.DoesNotContain("   at ", Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", Text, StringComparison.Ordinal);
    }

    private static string TypeOf(int status) => status switch
    {
        402 => "insufficient_quota",
        429 => "rate_limit_error",
        >= 500 => "server_error",
        _ => "invalid_request_error",
    };
}
