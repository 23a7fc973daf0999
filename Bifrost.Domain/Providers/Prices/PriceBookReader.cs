using System.Globalization;

namespace Bifrost.Domain.Providers.Prices;

/// <summary>Reads the rows of a price book. The file is plain: no quotes, one row a line, columns named by the header.</summary>
internal sealed class PriceBookReader(string priceVersion, DateTime effectiveFrom)
{
    private static readonly Dictionary<string, TokenClass> RateColumns = new(StringComparer.Ordinal)
    {
        ["input_mtok"] = TokenClass.Input,
        ["cache_read_mtok"] = TokenClass.CachedInput,
        ["cache_write_mtok"] = TokenClass.CacheWrite,
        ["cache_write_1h_mtok"] = TokenClass.CacheWrite1h,
        ["input_audio_mtok"] = TokenClass.AudioInput,
        ["cache_audio_read_mtok"] = TokenClass.CachedAudioInput,
        ["input_image_mtok"] = TokenClass.ImageInput,
        ["output_mtok"] = TokenClass.Output,
        ["output_reasoning_mtok"] = TokenClass.Reasoning,
        ["output_audio_mtok"] = TokenClass.AudioOutput,
        ["output_image_mtok"] = TokenClass.ImageOutput,
        ["requests_kcount"] = TokenClass.Request,

        // Of the same audio the book says both: what is listened to, and what is billed for it in all.
        ["input_audio_hours"] = TokenClass.AudioHour,
    };

    private TokenClass?[] _rateColumns = [];
    private int _provider, _model, _match, _contextWindow, _deprecated, _searches;

    internal IEnumerable<(PriceBookEntry Entry, List<ModelMatch> Matches)> Read(string csv)
    {
        var lines = csv.Split('\n');
        ReadHeader(lines[0].TrimEnd('\r').Split(','));
        for (var i = 1; i < lines.Length; i++)
        {
            var line = lines[i].TrimEnd('\r');
            if (line.Length > 0)
            {
                yield return ReadRow(line, i + 1);
            }
        }
    }

    private void ReadHeader(string[] names)
    {
        int Column(string name) => Array.IndexOf(names, name) is >= 0 and var at ? at : throw new FormatException($"The column {name} is missing.");
        _provider = Column("provider");
        _model = Column("model");
        _match = Column("match");
        _contextWindow = Column("context_window");
        _deprecated = Column("deprecated");
        _searches = Array.IndexOf(names, "web_searches_kcount");
        foreach (var name in RateColumns.Keys)
        {
            _ = Column(name);
        }

        _rateColumns = [.. names.Select(name => RateColumns.TryGetValue(name, out var tokenClass) ? tokenClass : (TokenClass?)null)];
    }

    private (PriceBookEntry Entry, List<ModelMatch> Matches) ReadRow(string line, int number)
    {
        try
        {
            var cells = line.Split(',');
            if (cells.Length != _rateColumns.Length || line.Contains('"', StringComparison.Ordinal))
            {
                throw new FormatException($"There are {cells.Length} cells, not {_rateColumns.Length}, or a quote.");
            }

            int? context = cells[_contextWindow].Length == 0 ? null : int.Parse(cells[_contextWindow], NumberStyles.None, CultureInfo.InvariantCulture);
            var entry = new PriceBookEntry(cells[_provider], cells[_model], context, ReadPrice(cells), cells[_deprecated] == "1");
            return (entry, ModelMatch.ParseAll(cells[_match]));
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            throw new FormatException($"Price book, line {number}: {e.Message}", e);
        }
    }

    /// <summary>Null without a rate for tokens, or for hours: a price by the page must not make zero tokens cost zero.</summary>
    private Price? ReadPrice(string[] cells)
    {
        var rates = new PriceRate?[(int)TokenClass.Search + 1];
        for (var i = 0; i < cells.Length; i++)
        {
            if (cells[i].Length > 0 && _rateColumns[i] is { } tokenClass)
            {
                rates[(int)tokenClass] = PriceRate.Parse(cells[i]);
            }
        }

        // Only Anthropic's answers say how often they have searched: elsewhere a rate would say that searches are billed.
        if (_searches >= 0 && cells[_searches].Length > 0 && cells[_provider] == "anthropic")
        {
            rates[(int)TokenClass.Search] = PriceRate.Parse(cells[_searches]);
        }

        return rates[(int)TokenClass.Input] is null && rates[(int)TokenClass.Output] is null && rates[(int)TokenClass.AudioHour] is null
            ? null
            : Price.Of(rates, priceVersion, effectiveFrom);
    }
}
