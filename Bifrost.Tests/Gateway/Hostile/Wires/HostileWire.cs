using System.Text;
using System.Text.Json.Nodes;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Tests.Gateway.Dialects;
using Bifrost.Tests.Gateway.WireFormats.Fuzz;

namespace Bifrost.Tests.Gateway.Hostile.Wires;

/// <summary>
/// A provider's wire as its own bytes: the payloads of a sound stream and of a whole answer, to be spoilt. <c>TEXT</c> stands for words
/// as JSON has them, <c>USAGE</c> for the field of the counts, <c>IN</c> and <c>OUT</c> for the counts, <c>WORDS</c> for an error's.
/// </summary>
internal sealed record HostileWire(DialectWire Dialect)
{
    /// <summary>What precedes the first words.</summary>
    public required string[] Begin { get; init; }

    public required string Text { get; init; }

    /// <summary>From the last words on; the very last says that nothing follows, where the dialect has such a thing.</summary>
    public required string[] End { get; init; }

    public required string Usage { get; init; }

    /// <summary>An error within a stream.</summary>
    public required string Failure { get; init; }

    /// <summary>A call whose arguments are begun; null where arguments come whole.</summary>
    public required string[]? OpenCall { get; init; }

    /// <summary>A piece of another answer, at an index of a million.</summary>
    public required string[] Far { get; init; }

    public required string Whole { get; init; }

    /// <summary>The body of an error.</summary>
    public required string Error { get; init; }

    public string Name => Dialect.Name;

    public StreamFraming Framing => Dialect.Format.Framing;

    /// <summary>Google's stream has no event that is its last.</summary>
    public bool HasTerminator => Name != "gemini";

    /// <summary>Three words, and half a face in each of two events.</summary>
    public IEnumerable<string> Words => [.. Begin, Say("Grüße "), Say("\\ud83d"), Say("\\ude00 an alle")];

    public string Say(string text) => Text.Replace("TEXT", text, StringComparison.Ordinal);

    /// <summary>The end with counts as they are given, or without any.</summary>
    public IEnumerable<string> EndWith(string? input = "4", string? output = "2") => End.Select(x => Counted(x, input, output));

    public string WholeWith(string? input = "4", string? output = "2", string text = "Grüße \\ud83d\\ude00 an alle") =>
        Counted(Whole.Replace("TEXT", text, StringComparison.Ordinal), input, output);

    /// <summary>Payloads as they go over the wire.</summary>
    public byte[] Bytes(params IEnumerable<string> payloads) => [.. payloads.SelectMany(Unit)];

    /// <summary>One payload as a unit of the stream: an event, a line, a frame.</summary>
    public byte[] Unit(string payload) => Framing switch
    {
        StreamFraming.Lines => Encoding.UTF8.GetBytes(payload + "\n"),
        StreamFraming.AwsFrames => FuzzFrames.Of(Encoding.UTF8.GetBytes(payload)),
        _ => Encoding.UTF8.GetBytes($"{EventLine(payload)}data: {payload}\n\n"),
    };

    public override string ToString() => Name;

    private string Counted(string payload, string? input, string? output) => payload.Replace(
        "USAGE", input is null ? "" : Usage.Replace("IN", input, StringComparison.Ordinal).Replace("OUT", output, StringComparison.Ordinal), StringComparison.Ordinal);

    private string EventLine(string payload)
    {
        if (Name is not ("anthropic_messages" or "openai_responses"))
        {
            return "";
        }

        try
        {
            return $"event: {JsonNode.Parse(payload)!["type"]}\n";
        }
        catch (System.Text.Json.JsonException)
        {
            return "";
        }
    }
}
