using System.Buffers;
using System.Text;
using Bifrost.Gateway.Forwarding;
using Bifrost.Gateway.Refusals;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.OpenAi;
using Bifrost.Tests.Gateway.WireFormats.Conformance.Golden;

namespace Bifrost.Tests.Gateway.WireFormats.Conformance;

/// <summary>One cell of the table: all texts of a feature, taken from the caller to the provider and back.</summary>
internal sealed class ConformanceCell(ConformanceDialect caller, ConformanceDialect provider, Feature feature)
{
    private static readonly AnswerFrame Frame = new("id-own", "m-asked", 1_700_000_000);

    private readonly List<Loss> _lost = [];

    public ConformanceDialect Caller => caller;

    public ConformanceDialect Provider => provider;

    public Feature Feature => feature;

    /// <summary>Facts that did not arrive, each kind once on each way.</summary>
    public IReadOnlyList<Loss> Lost => _lost;

    /// <summary>Every kind of fact that was sent, arrived or not.</summary>
    public HashSet<(Way Way, string Fact)> Sent { get; } = [];

    /// <summary>The parameter by which the caller's request is refused.</summary>
    public ScanError? Refusal { get; private set; }

    /// <summary>What the caller is told of as left out, by its own names.</summary>
    public HashSet<string> Dropped { get; } = [];

    /// <summary>How many texts were taken over; none where the caller's dialect has no such thing to say.</summary>
    public int Texts { get; private set; }

    /// <summary>What the table of expected losses says of this cell.</summary>
    public List<ExpectedLoss> Expected => [.. ExpectedLosses.All.Where(x => Sent.Any(y => Matches(x, y.Way, y.Fact)))];

    /// <summary>Why the cell is not as the table says; null when it is.</summary>
    public string? Fault()
    {
        var refused = Expected.Find(static x => x.Refused is not null)?.Refused;
        if (Refusal?.Param != (refused is { } field ? caller.Format.NameOf(field) : null))
        {
            return $"{this}: refused by [{Refusal?.Param}], expected [{refused}]. {Refusal?.Message}";
        }

        if (Lost.FirstOrDefault(x => !Expected.Exists(y => Matches(y, x.Way, x.Fact))) is { } lost)
        {
            return $"{this}: lost by {lost.Way}: {lost.Fact}, sent [{lost.Sent}], arrived [{lost.Arrived}]";
        }

        if (Refusal is null && Expected.Find(x => x.Dropped is { } field && !Dropped.Contains(caller.Format.NameOf(field))) is { } silent)
        {
            return $"{this}: {silent.Fact} was left out, and the caller is not told of {silent.Dropped} but of [{string.Join(", ", Dropped)}]";
        }

        // What a refused request would have lost nobody knows.
        var kept = Sent.Where(x => !(Refusal is not null && x.Way == Way.Request) && !Lost.Any(y => (y.Way, y.Fact) == x) && Expected.Exists(y => Matches(y, x.Way, x.Fact))).ToList();
        return kept.Count == 0 ? null : $"{this}: no more lost by {kept[0].Way}: {kept[0].Fact}";
    }

    public override string ToString() => $"{feature}, {caller.Name} to {provider.Name}";

    public static ConformanceCell Of(ConformanceDialect caller, ConformanceDialect provider, Feature feature)
    {
        var cell = new ConformanceCell(caller, provider, feature);
        foreach (var text in caller.Golden.Of(feature, GoldenKind.Request))
        {
            cell.Request(text.Text);
        }

        foreach (var text in provider.Golden.Texts.Where(x => x.Feature == feature && x.Kind != GoldenKind.Request))
        {
            switch (text.Kind)
            {
                case GoldenKind.Answer:
                    cell.Answer(text.Text);
                    break;
                case GoldenKind.Stream:
                    cell.Stream(text.Text);
                    break;
                default:
                    cell.Error(text);
                    break;
            }
        }

        return cell;
    }

    private bool Matches(ExpectedLoss loss, Way way, string fact) =>
        way == Way.Request ? loss.IsOf(way, fact, caller.Name, provider.Name) : loss.IsOf(way, fact, provider.Name, caller.Name);

    private void Request(string text)
    {
        Texts++;
        var streams = feature is Feature.Stream or Feature.StreamedTools;
        Assert.True(caller.Format.TryReadRequest(Encoding.UTF8.GetBytes(text), caller.Call(streams), out var request, out var error), error.Message);
        using (request)
        {
            Assert.Null(request.Untranslatable);
            Fetch(request);
            var output = new ArrayBufferWriter<byte>();
            var notes = new TranslationNotes(caller.Format.NameOf);
            provider.Format.WriteRequest(request, new RequestFrame(provider.Model, provider.Kind), notes, output);
            if (notes.Refusal is { } refusal)
            {
                Refusal ??= refusal;
                RequestFacts.Of(request).ForEach(x => Sent.Add((Way.Request, x.Name)));
                return;
            }

            Assert.True(provider.Format.TryReadRequest(output.WrittenMemory, provider.Call(streams), out var arrived, out error), error.Message);
            Dropped.UnionWith(notes.Dropped);
            using (arrived)
            {
                Compare(Way.Request, RequestFacts.Of(request), RequestFacts.Of(arrived));
            }
        }
    }

    // What the gateway does before it writes for a provider whose models take no addresses.
    private void Fetch(ChatRequest request)
    {
        foreach (var part in request.Messages.SelectMany(x => x.Parts).OfType<ImagePart>())
        {
            if (!provider.Format.TakesImageUrls && part.Source.Url is not null)
            {
                part.Source.Fetched("iVBORw0KGgo=", "image/png");
            }
        }
    }

    private void Answer(string text)
    {
        Texts++;
        var sent = new AnswerBuilder();
        Assert.True(provider.Format.TryReadAnswer(Encoding.UTF8.GetBytes(text), sent));
        var answer = sent.Build();
        var output = new ArrayBufferWriter<byte>();
        caller.Format.WriteAnswer(answer, Frame, output);
        var arrived = new AnswerBuilder();
        Assert.True(caller.Format.TryReadAnswer(output.WrittenSpan, arrived), Encoding.UTF8.GetString(output.WrittenSpan));
        Compare(Way.Answer, AnswerFacts.Of(answer), AnswerFacts.Of(arrived.Build()));
    }

    private void Stream(string text)
    {
        Texts++;
        var output = new ArrayBufferWriter<byte>();
        var (writer, reader) = (caller.Format.NewStreamWriter(Frame, output), provider.Format.NewStreamReader());
        var (sent, pieces) = (new AnswerBuilder(), new PieceCount());
        foreach (var unit in provider.Units(text))
        {
            reader.Read(unit, new AnswerFanOut(new AnswerFanOut(sent, pieces), writer));
        }

        Assert.Equal(feature != Feature.Errors, reader.EndedCleanly);
        if (reader.EndedCleanly)
        {
            writer.Complete();
        }

        var (arrived, arrivedPieces) = (new AnswerBuilder(), new PieceCount());
        var second = caller.Format.NewStreamReader();
        foreach (var unit in StreamUnits.Of(caller.Format.Framing, output.WrittenSpan.ToArray()))
        {
            second.Read(unit, new AnswerFanOut(arrived, arrivedPieces));
        }

        Assert.Equal(reader.EndedCleanly, second.EndedCleanly);
        Compare(Way.Stream, [.. AnswerFacts.Of(sent.Build()), .. pieces.Facts], [.. AnswerFacts.Of(arrived.Build()), .. arrivedPieces.Facts]);
    }

    private void Error(GoldenText text)
    {
        Texts++;
        Assert.True(provider.Format.TryReadError(Encoding.UTF8.GetBytes(text.Text), out var code, out var message));
        var output = new ArrayBufferWriter<byte>();
        caller.Format.WriteError(new RefusalText(text.Status, code ?? "upstream_error", message), "req-1", output);
        Assert.True(caller.Format.TryReadError(output.WrittenSpan, out _, out var arrived));

        // OpenAI's dialects end the sentence with the request's id; a caller has to see the class that its own vendor gives the status.
        var written = Encoding.UTF8.GetString(output.WrittenSpan);
        Compare(Way.Error, [new("error message", message)], [new("error message", arrived.Replace(" Request req-1.", "", StringComparison.Ordinal))]);
        Assert.Contains(caller.RateLimit, written, StringComparison.Ordinal);
    }

    private void Compare(Way way, List<Fact> sent, List<Fact> arrived)
    {
        var left = new List<Fact>(arrived);
        var kept = new List<Fact>();
        foreach (var fact in sent)
        {
            Sent.Add((way, fact.Name));
            if (left.Remove(fact))
            {
                kept.Add(fact);
            }
            else if (!_lost.Exists(x => x.Way == way && x.Fact == fact.Name))
            {
                _lost.Add(new(way, fact.Name, fact.Value, string.Join(" | ", arrived.Where(x => x.Name == fact.Name).Select(x => x.Value))));
            }
        }

        // What arrived is in its order.
        Assert.Equal(kept.Where(IsTurn), arrived.Where(x => IsTurn(x) && kept.Contains(x)));

        static bool IsTurn(Fact fact) => fact.Name is "text" or "call" or "result" or "thought";
    }
}
