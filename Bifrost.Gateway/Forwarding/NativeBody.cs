using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bifrost.Gateway.Admission;
using Bifrost.Gateway.Exchanges;
using Bifrost.Gateway.WireFormats;
using Bifrost.Gateway.WireFormats.AnthropicMessages;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.Forwarding;

/// <summary>
/// A body for a provider of the caller's own dialect, which is not OpenAI's: byte for byte but for the model's name, and for an
/// output cap where a budget asks for one. Unknown fields survive.
/// </summary>
internal static class NativeBody
{
    public static HttpContent Of(Exchange exchange, IWireFormat format)
    {
        var body = exchange.Body!;
        if (exchange.OutputCap is { } cap && format.CapPath is { } path)
        {
            return new ByteArrayContent(Capped(exchange, format, path, cap));
        }

        if (IsVertexClaude(exchange, format))
        {
            return new SplicedContent(body, VertexClaude.EditsOf(body.Bytes.Span));
        }

        if (exchange.Operation == Operation.CountTokens && Wrapped(exchange) is { } counted)
        {
            return new ByteArrayContent(counted);
        }

        if (exchange.Caller.IsNative && CallPath.Of(exchange.Context).Model is not null)
        {
            // The path names the model; what the body says under that name is the model's own affair.
            return new SplicedContent(body, BodyEdits.None);
        }

        var name = ModelOf(body.Bytes.Span);
        var token = exchange.Target!.Upstream.JsonToken;
        return name is not { } at || body.Bytes.Span.Slice(at.Start, at.Length).SequenceEqual(token)
            ? new SplicedContent(body, BodyEdits.None)
            : new SplicedContent(body, BodyEdits.Renaming(at, token));
    }

    private static bool IsVertexClaude(Exchange exchange, IWireFormat format) =>
        format == WireFormatCatalog.AnthropicMessages && exchange.Target!.Provider.Snapshot.Kind == VertexClaude.Kind;

    /// <summary>Where the value of the top-level <c>model</c> stands, which was accepted once alone; null where the body names none.</summary>
    private static JsonRange? ModelOf(ReadOnlySpan<byte> body)
    {
        JsonRange? found = null;
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = RequestScanner.MaxDepth });
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isModel = JsonText.Is(reader, "model"u8);
            reader.Read();
            found = isModel && reader.TokenType == JsonTokenType.String ? new JsonRange((int)reader.TokenStartIndex, reader.ValueSpan.Length + 2) : found;
            reader.Skip();
        }

        return found;
    }

    /// <summary>Google's wrapped form names the model within; null where there is none.</summary>
    private static byte[]? Wrapped(Exchange exchange)
    {
        if (CallPath.Of(exchange.Context).IsCount && JsonNode.Parse(exchange.Body!.Bytes.Span) is JsonObject root && root["generateContentRequest"] is JsonObject inner && inner.ContainsKey("model"))
        {
            inner["model"] = "models/" + exchange.Target!.Model;
            return JsonSerializer.SerializeToUtf8Bytes(root);
        }

        return null;
    }

    private static byte[] Capped(Exchange exchange, IWireFormat format, string[] path, long cap)
    {
        var root = JsonNode.Parse(exchange.Body!.Bytes.Span)!.AsObject();
        if (IsVertexClaude(exchange, format))
        {
            root.Remove("model");
            root["anthropic_version"] = Encoding.UTF8.GetString(VertexClaude.Version);
        }
        else if (root.ContainsKey("model"))
        {
            root["model"] = exchange.Target!.Model;
        }

        var at = root;
        foreach (var name in path[..^1])
        {
            if (at[name] is not JsonObject inner)
            {
                at[name] = inner = [];
            }

            at = inner;
        }

        at[path[^1]] = cap;
        return JsonSerializer.SerializeToUtf8Bytes(root);
    }
}
