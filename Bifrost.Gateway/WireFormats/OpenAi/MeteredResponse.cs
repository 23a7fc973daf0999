using System.Text.Json;
using Bifrost.Domain.Usage;
using Bifrost.Gateway.Accounting;
using Bifrost.Gateway.Forwarding;

namespace Bifrost.Gateway.WireFormats.OpenAi;

/// <summary>What metering has learned of one response so far. Written by one reader, from one thread at a time.</summary>
/// <param name="output">Generated text, for an estimate.</param>
/// <param name="unit">What the operation is billed by beside tokens.</param>
internal sealed class MeteredResponse(OutputText output, BilledUnit unit = BilledUnit.None) : IDisposable
{
    /// <summary>The code of what cannot be read: nobody has told the caller of it.</summary>
    public const string Unreadable = "upstream_invalid_response";

    private const int LongestName = 256;

    // Text that had come with the counts; -1 where the model had not finished.
    private long _bytesOfUsage = -1;

    /// <summary>The provider's counts; null while none came, or when they could not be true.</summary>
    public TokenUsage? Usage { get; private set; }

    /// <summary>The counts came when the model had finished, and no text has come since.</summary>
    public bool UsageIsLast => Usage is not null && _bytesOfUsage == output.Bytes;

    /// <summary>What the operation is billed by beside tokens.</summary>
    public BilledUnit Unit => unit;

    /// <summary>How much of it the answer says, or shows; the default while it has not.</summary>
    public UsageUnits Units { get; private set; }

    /// <summary>What is billed beside all counts and cannot be priced; null for nothing.</summary>
    public string? UnpricedPart { get; private set; }

    /// <summary>The provider's last counts could not be true.</summary>
    public bool UsageImplausible { get; private set; }

    /// <summary>The model that the response names.</summary>
    public string? Model { get; private set; }

    /// <summary>The service tier that the response names: what is billed, not what was asked for.</summary>
    public string? ServiceTier { get; private set; }

    /// <summary>Text, reasoning or a tool call has been seen.</summary>
    public bool ContentSeen { get; set; }

    /// <summary>The model said that it was done.</summary>
    public bool FinishSeen { get; set; }

    /// <summary>The provider reported an error inside the response.</summary>
    public bool ErrorSeen { get; private set; }

    /// <summary>The provider's error code, or type, where it is a plain identifier.</summary>
    public string? ErrorCode { get; private set; }

    /// <summary>Generated text, for an estimate.</summary>
    public OutputText Output => output;

    /// <summary>Takes the value of a <c>usage</c> field; <c>null</c> changes nothing, the last word wins.</summary>
    /// <exception cref="JsonException">The value is not well-formed.</exception>
    public void ReadUsage(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return;
        }

        if (unit == BilledUnit.AudioMilliseconds)
        {
            NoteUnits(UnitFields.SecondsOfUsage(reader));
        }

        UsageObject.Read(ref reader, out var usage, out var implausible);
        if (usage is not null || implausible)
        {
            Usage = usage;
            UsageImplausible = implausible;
        }
    }

    /// <summary>Takes what an answer is billed by beside tokens; nothing changes nothing.</summary>
    public void NoteUnits(UsageUnits units) => Units = units.IsKnown ? units : Units;

    /// <summary>Something beside what is counted is billed that nobody can price: what it is.</summary>
    public void NoteUnpriced(string? what) => UnpricedPart = what ?? UnpricedPart;

    /// <summary>Takes counts that another dialect's reader has converted; what cannot be true is never billed.</summary>
    public void TakeUsage(in TokenUsage usage)
    {
        UsageImplausible = !usage.IsPlausible;
        Usage = UsageImplausible ? null : usage;
    }

    /// <summary>The model as another dialect's reader has found it.</summary>
    public void NoteModel(string? model) => Model = IsName(model) ? model : Model;

    /// <summary>The service tier as another dialect's reader has found it.</summary>
    public void NoteServiceTier(string? tier) => ServiceTier = IsName(tier) ? tier : ServiceTier;

    /// <summary>An event that had counts was read to its end.</summary>
    public void NoteUsage() => _bytesOfUsage = FinishSeen ? output.Bytes : -1;

    public void ReadModel(ref Utf8JsonReader reader) => Model = ReadName(ref reader, Model);

    public void ReadServiceTier(ref Utf8JsonReader reader) => ServiceTier = ReadName(ref reader, ServiceTier);

    /// <summary>Takes the value of an <c>error</c> field; <c>null</c> is no error.</summary>
    /// <exception cref="JsonException">The value is not well-formed.</exception>
    public void ReadError(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return;
        }

        ErrorSeen = true;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        string? type = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isCode = reader.ValueSpan.SequenceEqual("code"u8);
            var isType = !isCode && reader.ValueSpan.SequenceEqual("type"u8);
            reader.Read();
            if (isCode)
            {
                ErrorCode = ReadIdentifier(ref reader) ?? ErrorCode;
            }
            else if (isType)
            {
                type = ReadIdentifier(ref reader);
            }

            reader.Skip();
        }

        ErrorCode ??= type;
    }

    /// <summary>Notes an error that has no object of its own.</summary>
    public void NoteError(string? code)
    {
        ErrorSeen = true;
        ErrorCode ??= code;
    }

    /// <summary>How it ended, as it is settled; what only the connection knows is left to the caller.</summary>
    public ResponseOutcome ToOutcome(OutcomeKind kind, string? errorCode = null) => new()
    {
        Kind = kind,
        Usage = Usage,
        Units = Units,
        UnpricedPart = UnpricedPart,
        UsageIsLast = Usage is not null && (kind == OutcomeKind.Completed || UsageIsLast),
        UsageImplausible = UsageImplausible,
        EstimatedOutputTokens = Usage is null || (kind != OutcomeKind.Completed && !UsageIsLast) ? output.CountTokens() : 0,
        OutputTextBytes = output.Bytes,
        Model = Model,
        ServiceTier = ServiceTier,
        ErrorCode = errorCode,
    };

    public void Dispose() => output.Dispose();

    /// <summary>A string of 1 to 64 characters of <c>[a-z0-9_.-]</c>; anything else could carry content into a log.</summary>
    internal static string? ReadIdentifier(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String || reader.ValueSpan.Length is 0 or > 64)
        {
            return null;
        }

        foreach (var b in reader.ValueSpan)
        {
            if (b is not ((>= (byte)'a' and <= (byte)'z') or (>= (byte)'0' and <= (byte)'9') or (byte)'_' or (byte)'.' or (byte)'-'))
            {
                return null;
            }
        }

        return reader.GetString();
    }

    /// <summary>A string as it is repeated in every chunk: decoded only when it differs from what is known.</summary>
    private static string? ReadName(ref Utf8JsonReader reader, string? known)
    {
        // Comparing an escaped text throws where an escape is half a character; TryDecode does not.
        if (reader.TokenType != JsonTokenType.String || reader.ValueSpan.Length is 0 or > LongestName
            || (known is not null && !reader.ValueIsEscaped && reader.ValueTextEquals(known)))
        {
            return known;
        }

        return JsonText.TryDecode(ref reader, out var text) && !HasControl(text) && text != known ? text : known;
    }

    private static bool IsName(string? text) => text is { Length: > 0 and <= LongestName } && !HasControl(text);

    private static bool HasControl(string text)
    {
        foreach (var c in text)
        {
            if (char.IsControl(c))
            {
                return true;
            }
        }

        return false;
    }
}
