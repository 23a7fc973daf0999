using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Bifrost.Domain.Governance;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.Forwarding;

/// <summary>What a provider's error body is: whether it has OpenAI's shape, its class, and whether it quotes a secret of ours.</summary>
internal static class ErrorObject
{
    private const int MaxDepth = 32;

    // Shorter values guard nothing, and stand in many a sentence.
    private const int LeastSecret = 6;

    private static readonly SearchValues<byte> Letters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz_"u8);

    /// <summary>True when the body is an object whose <c>error</c> is an object with a message: then it may be passed on.</summary>
    /// <param name="body">The whole body.</param>
    /// <param name="code">The provider's own class of error, only when it can be no piece of somebody's prompt.</param>
    public static bool TryRead(byte[] body, out string? code)
    {
        code = null;
        string? type = null;
        var isError = false;
        try
        {
            var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = MaxDepth });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject || !Utf8.IsValid(body))
            {
                return false;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isIt = JsonText.Is(reader, "error"u8);
                reader.Read();
                if (isIt && reader.TokenType == JsonTokenType.StartObject)
                {
                    isError = ReadError(ref reader, ref code, ref type);
                }

                reader.Skip();
            }

            // Anything after the object makes this throw.
            reader.Read();
            code ??= type;
            return isError;
        }
        catch (JsonException)
        {
            code = null;
            return false;
        }
    }

    /// <summary>True when the body holds the key's secret, however its characters are spelled in JSON.</summary>
    public static bool Quotes(ReadOnlySpan<byte> body, ProviderKeySnapshot key)
    {
        if (key.Value is { } secret && Quotes(body, secret))
        {
            return true;
        }

        foreach (var (_, field) in key.Secrets)
        {
            if (Quotes(body, field))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The same of whatever else was presented upstream: a token that the key's credentials were exchanged for, the operator's own headers.</summary>
    /// <param name="body">The provider's.</param>
    /// <param name="sent">The request as it went; null where that is not known.</param>
    /// <param name="own">The operator's headers.</param>
    public static bool Quotes(ReadOnlySpan<byte> body, HttpRequestMessage? sent, IReadOnlyList<KeyValuePair<string, Secret>> own)
    {
        if (sent?.Headers.Authorization is { Parameter: { Length: >= LeastSecret } token } && Quotes(body, token))
        {
            return true;
        }

        if (sent?.Headers.NonValidated.TryGetValues("x-amz-security-token", out var session) == true && Quotes(body, session.ToString()))
        {
            return true;
        }

        foreach (var (_, value) in own)
        {
            if (value.Reveal().Length >= LeastSecret && Quotes(body, value))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Quotes(ReadOnlySpan<byte> body, Secret secret) => Quotes(body, secret.Reveal());

    private static bool Quotes(ReadOnlySpan<byte> body, string secret)
    {
        var bytes = Encoding.UTF8.GetBytes(secret);
        var plain = ArrayPool<byte>.Shared.Rent(body.Length);
        try
        {
            return body.IndexOf(bytes) >= 0 || plain.AsSpan(0, JsonText.Unescape(body, plain)).IndexOf(bytes) >= 0;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(plain, clearArray: true);
        }
    }

    private static bool ReadError(ref Utf8JsonReader reader, ref string? code, ref string? type)
    {
        var hasMessage = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isCode = JsonText.Is(reader, "code"u8);
            var isType = JsonText.Is(reader, "type"u8);
            var isMessage = JsonText.Is(reader, "message"u8);
            reader.Read();
            hasMessage |= isMessage && reader.TokenType == JsonTokenType.String && !reader.ValueSpan.IsEmpty;
            code = isCode ? Identifier(ref reader) : code;
            type = isType ? Identifier(ref reader) : type;
            reader.Skip();
        }

        return hasMessage;
    }

    private static string? Identifier(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String || reader.ValueSpan.Length is 0 or > 64 || reader.ValueSpan.IndexOfAnyExcept(Letters) >= 0)
        {
            return null;
        }

        return Encoding.ASCII.GetString(reader.ValueSpan);
    }
}
