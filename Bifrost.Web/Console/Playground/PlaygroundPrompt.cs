using System.Buffers;
using System.Text.Json;

namespace Bifrost.Web.Console.Playground;

/// <summary>What the playground sends, as a request of <c>/v1/chat/completions</c>.</summary>
internal sealed record PlaygroundPrompt
{
    /// <summary>As callers write it: <c>provider/model</c>.</summary>
    public required string Model { get; init; }

    /// <summary>The provider's kind: OpenAI itself names the cap differently.</summary>
    public string? Kind { get; init; }

    public string? System { get; init; }

    /// <summary>0 to 2; null leaves it to the model.</summary>
    public double? Temperature { get; init; }

    public int? MaxTokens { get; init; }

    public required IReadOnlyList<PlaygroundMessage> Messages { get; init; }

    public ReadOnlyMemory<byte> ToBytes()
    {
        var body = new ArrayBufferWriter<byte>(1024);
        using var json = new Utf8JsonWriter(body);
        json.WriteStartObject();
        json.WriteString("model", Model);
        json.WriteBoolean("stream", true);
        if (Temperature is { } temperature)
        {
            json.WriteNumber("temperature", temperature);
        }

        if (MaxTokens is { } most)
        {
            json.WriteNumber(Kind is "openai" or "azure" ? "max_completion_tokens" : "max_tokens", most);
        }

        json.WriteStartArray("messages");
        if (!string.IsNullOrWhiteSpace(System))
        {
            Write(json, "system", System);
        }

        foreach (var message in Messages)
        {
            if (message.Problem is null && message.Text.Length > 0)
            {
                Write(json, message.Role, message.Text.ToString());
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return body.WrittenMemory;
    }

    private static void Write(Utf8JsonWriter json, string role, string content)
    {
        json.WriteStartObject();
        json.WriteString("role", role);
        json.WriteString("content", content);
        json.WriteEndObject();
    }
}
