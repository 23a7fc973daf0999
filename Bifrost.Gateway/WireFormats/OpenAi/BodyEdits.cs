using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Bifrost.Gateway.WireFormats.OpenAi;

/// <summary>
/// The few edits that the gateway makes in a body that otherwise passes byte for byte: the model's name and the
/// request for the usage chunk. Ordered by offset, never overlapping.
/// </summary>
internal sealed class BodyEdits
{
    private static readonly byte[] True = "true"u8.ToArray();
    private static readonly byte[] WholeOptions = """{"include_usage":true}"""u8.ToArray();
    private static readonly byte[] OnlyOption = "\"include_usage\":true"u8.ToArray();
    private static readonly byte[] FirstOption = "\"include_usage\":true,"u8.ToArray();
    private static readonly byte[] FirstField = "\"stream_options\":{\"include_usage\":true},"u8.ToArray();

    private BodyEdits(Splice[] splices) => Splices = splices;

    /// <summary>No edit: the body passes as it came.</summary>
    public static BodyEdits None { get; } = new([]);

    /// <summary>What is replaced, in order.</summary>
    public Splice[] Splices { get; }

    /// <summary>The JSON string token of a model's name; compute once per target and keep.</summary>
    public static byte[] ModelToken(string upstreamModel) =>
        JsonSerializer.SerializeToUtf8Bytes(upstreamModel, TokenOptions);

    /// <summary>The model's name alone is another.</summary>
    public static BodyEdits Renaming(JsonRange model, ReadOnlyMemory<byte> modelToken) => new([new Splice(model.Start, model.Length, modelToken)]);

    /// <summary>Something is put in, with its comma, before a field.</summary>
    public static BodyEdits Inserting(int at, ReadOnlyMemory<byte> field) => new([new Splice(at, 0, field)]);

    /// <summary>The edits that turn a caller's body into the one for a target.</summary>
    /// <param name="scan">The scan of that very body.</param>
    /// <param name="body">The body, to leave a model's name alone that is already right.</param>
    /// <param name="modelToken">The upstream model's name as a JSON string token (<see cref="ModelToken"/>).</param>
    /// <param name="askForUsage">
    /// Ask for the usage chunk of a chat or completions stream. Ignored unless the caller streams.
    /// </param>
    /// <param name="firstField">A field to add, with its comma.</param>
    public static BodyEdits For(
        RequestScan scan, ReadOnlySpan<byte> body, ReadOnlyMemory<byte> modelToken, bool askForUsage, ReadOnlyMemory<byte> firstField = default)
    {
        if (!firstField.IsEmpty)
        {
            return new BodyEdits([new Splice(scan.FirstFieldStart, 0, firstField), .. For(scan, body, modelToken, askForUsage).Splices]);
        }

        var model = scan.ModelToken;
        var sameModel = model.IsPresent && body.Slice(model.Start, model.Length).SequenceEqual(modelToken.Span);
        var asks = askForUsage && scan.Stream && !scan.IncludeUsage;
        if (sameModel)
        {
            return asks ? new BodyEdits([UsageSplice(scan)]) : None;
        }

        var rename = model.IsPresent ? new Splice(model.Start, model.Length, modelToken) : Naming(scan, modelToken.Span);
        if (!asks)
        {
            return new BodyEdits([rename]);
        }

        var usage = UsageSplice(scan);
        return new BodyEdits(usage.Offset < rename.Offset ? [usage, rename] : [rename, usage]);
    }

    /// <summary>These edits and those of the vendor's peculiarities, which touch other places.</summary>
    public BodyEdits With(VendorEdits vendor)
    {
        if (vendor.Splices.Count == 0)
        {
            return this;
        }

        Splice[] all = [.. Splices, .. vendor.Splices];

        // What is put in before a field comes before the field that is taken out.
        Array.Sort(all, static (x, y) => x.Offset != y.Offset ? x.Offset.CompareTo(y.Offset) : x.Removed.CompareTo(y.Removed));
        return new BodyEdits(all);
    }

    /// <summary>A body with the edits applied; itself where there are none.</summary>
    public ReadOnlyMemory<byte> ApplyTo(ReadOnlyMemory<byte> body)
    {
        if (Splices.Length == 0)
        {
            return body;
        }

        var edited = new ArrayBufferWriter<byte>((int)LengthOf(body.Length));
        var taken = 0;
        foreach (var splice in Splices)
        {
            edited.Write(body.Span[taken..splice.Offset]);
            edited.Write(splice.Replacement.Span);
            taken = splice.Offset + splice.Removed;
        }

        edited.Write(body.Span[taken..]);
        return edited.WrittenMemory;
    }

    /// <summary>The length of the edited body, in bytes.</summary>
    public long LengthOf(int bodyLength)
    {
        long length = bodyLength;
        foreach (var splice in Splices)
        {
            length += splice.Replacement.Length - splice.Removed;
        }

        return length;
    }

    /// <summary>Puts the model into a body that names none, since its path did; another field always follows.</summary>
    private static Splice Naming(RequestScan scan, ReadOnlySpan<byte> modelToken) => new(
        scan.FirstFieldStart,
        0,
        scan.FormDelimiter is { } delimiter
            ? [.. delimiter, .. "\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\n"u8, .. modelToken, .. "\r\n"u8]
            : (byte[])[.. "\"model\":"u8, .. modelToken, (byte)',']);

    private static Splice UsageSplice(RequestScan scan)
    {
        if (scan.IncludeUsageToken.IsPresent)
        {
            return new Splice(scan.IncludeUsageToken.Start, scan.IncludeUsageToken.Length, True);
        }

        var options = scan.StreamOptions;
        if (!options.IsPresent)
        {
            // A body that was accepted names a model, so another field always follows.
            return new Splice(scan.FirstFieldStart, 0, FirstField);
        }

        return scan.StreamOptionsIsNull
            ? new Splice(options.Start, options.Length, WholeOptions)
            : new Splice(options.Start + 1, 0, scan.StreamOptionsIsEmpty ? OnlyOption : FirstOption);
    }

    private static JsonSerializerOptions TokenOptions { get; } =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
