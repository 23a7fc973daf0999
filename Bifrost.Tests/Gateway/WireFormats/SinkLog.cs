using System.Globalization;
using System.Text;
using System.Text.Json;
using Bifrost.Domain.Usage;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Tests.Gateway.WireFormats;

/// <summary>Writes down what a reader tells, a line each, and complains of what no reader may do.</summary>
internal sealed class SinkLog : IAnswerSink
{
    private readonly HashSet<int> _open = [];
    private int _begun;

    public List<string> Lines { get; } = [];

    public TokenUsage? LastUsage { get; private set; }

    public void Start(string? id, string? model, string? serviceTier)
    {
        Assert.Empty(Lines);
        Lines.Add(Line("start", id, model, serviceTier));
    }

    public void BeginPart(in AnswerPart part)
    {
        Assert.Equal(_begun++, part.Index);
        _open.Add(part.Index);
        Lines.Add(Line(string.Create(CultureInfo.InvariantCulture, $"begin {part.Index} {part.Kind}"), part.Id, part.Name, part.Data));
    }

    public void Delta(int index, ReadOnlySpan<byte> text)
    {
        Assert.Contains(index, _open);
        Lines.Add(string.Create(CultureInfo.InvariantCulture, $"delta {index} {new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(text)}"));
    }

    public void Sign(int index, string signature) => Lines.Add(string.Create(CultureInfo.InvariantCulture, $"sign {index} {signature}"));

    public void Cite(int index, Citation citation) => Lines.Add(string.Create(CultureInfo.InvariantCulture, $"cite {index} {citation}"));

    public void LogProbs(JsonElement tokens) => Lines.Add($"logprobs {tokens.GetRawText()}");

    public void EndPart(int index)
    {
        Assert.True(_open.Remove(index));
        Lines.Add(string.Create(CultureInfo.InvariantCulture, $"end {index}"));
    }

    public void Usage(in TokenUsage usage)
    {
        LastUsage = usage;
        Lines.Add(string.Create(CultureInfo.InvariantCulture, $"usage {usage.InputTokens}/{usage.OutputTokens}"));
    }

    public void Finish(FinishReason reason, string? stopSequence)
    {
        Assert.Empty(_open);
        Lines.Add(Line($"finish {reason}", stopSequence));
    }

    public void Fail(string? code, string message) => Lines.Add(Line("fail", code, message));

    private static string Line(string word, params string?[] rest) => string.Join(' ', [word, .. rest.Select(x => x ?? "-")]);
}
