using System.Buffers;
using Bifrost.Gateway.Exchanges;
using Bifrost.Gateway.Providers;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.Forwarding;

/// <summary>A chat as its provider is asked for it, in another dialect than the caller's.</summary>
internal sealed class Translation
{
    private const int MostNamed = 32;

    private readonly ChatRequest _request;
    private readonly IWireFormat _format;
    private readonly RequestFrame _frame;
    private readonly TranslationNotes _notes;
    private readonly ProviderQuirks _quirks;
    private ReadOnlyMemory<byte> _body;
    private long? _cap;

    /// <param name="request">What the caller asks.</param>
    /// <param name="caller">Its dialect, for the names of what is left out.</param>
    /// <param name="exchange">Has its target, its passage and the cap that a budget asks for.</param>
    public Translation(ChatRequest request, IWireFormat caller, Exchange exchange)
    {
        var target = exchange.Target!;
        _request = request;
        _format = exchange.Passage!.Format!;
        _frame = new RequestFrame(target.Model, target.Provider.Snapshot.Kind, null, target.Upstream.MaxOutput, HeldFor(request, exchange));
        _notes = new TranslationNotes(caller.NameOf);
        _quirks = exchange.Passage.IsForeign ? ProviderQuirks.None : target.Provider.Adapter.Descriptor.Quirks;
        foreach (var (name, _) in request.Others)
        {
            _notes.Drop(name);
        }

        _cap = exchange.OutputCap;
        _body = Write(_cap);
    }

    /// <summary>What the target could not be told; its refusal ends the request.</summary>
    public TranslationNotes Notes => _notes;

    /// <summary>What was left out, by the caller's names, with commas; null for nothing.</summary>
    public string? DroppedNames => Listed(_notes.Dropped);

    /// <summary>Names of what was left out as records and headers have them; null for none.</summary>
    public static string? Listed(IEnumerable<string> names) => string.Join(',', names.Where(IsPlain).Take(MostNamed)) is { Length: > 0 } list ? list : null;

    /// <summary>The body with a cap that the gateway adds, or without one.</summary>
    public ReadOnlyMemory<byte> BodyWith(long? cap)
    {
        if (cap != _cap)
        {
            _body = Write(cap);
            _cap = cap;
        }

        return _body;
    }

    // Names that no dialect knows are the caller's own words: only what is a plain name goes into a header and a record.
    private static bool IsPlain(string name) => name.Length is > 0 and <= 64 && name.All(x => char.IsAsciiLetterOrDigit(x) || x is '_' or '.' or '-' or '[' or ']');

    /// <summary>A stream that is led is held for as it comes; it thinks nothing that it does not show.</summary>
    private static long? HeldFor(ChatRequest request, Exchange exchange) =>
        request.MaxOutputTokens is null && exchange is { OutputCap: null, Reservation: { IsHard: true, MayHide: true, OutputTokens: > 0 and var held } } ? held / exchange.Scan!.Generations : null;

    private ReadOnlyMemory<byte> Write(long? cap)
    {
        var output = new ArrayBufferWriter<byte>(4096);
        try
        {
            _format.WriteRequest(_request, _frame with { OutputCap = cap }, _notes, output);
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException)
        {
            // A schema or another value that is carried as it is may hold half a surrogate pair: no JSON can be written of it.
            _notes.Refuse(new ScanError(null, "The request holds half a character (a surrogate without its partner), which cannot be passed on."));
        }

        return Fitted(output.WrittenMemory);
    }

    /// <summary>Without what this vendor of OpenAI's wire format answers with an error.</summary>
    private ReadOnlyMemory<byte> Fitted(ReadOnlyMemory<byte> body)
    {
        var vendor = _notes.Refusal is null ? VendorEdits.For(body.Span, _quirks) : VendorEdits.None;
        foreach (var name in vendor.Dropped)
        {
            if (name != "stream_options")
            {
                // That one is the gateway's own.
                _notes.Drop(name);
            }
        }

        return BodyEdits.None.With(vendor).ApplyTo(body);
    }
}
