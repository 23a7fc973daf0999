using System.Text;
using Bifrost.Gateway.WireFormats.Sse;
using CsCheck;

namespace Bifrost.Tests.Gateway;

public sealed class SseScannerTests
{
    [Theory]
    [InlineData("data: a\n\ndata: b\n\n", "data: a\n\n|data: b\n\n")]
    [InlineData("data: a\r\n\r\ndata: b\r\n\r\n", "data: a\r\n\r\n|data: b\r\n\r\n")]
    [InlineData("data: a\r\rdata: b\r\r", "data: a\r\r|data: b\r\r")]
    [InlineData(": c\n: d\ndata: a\n: e\n\n\n", ": c\n|: d\n|data: a\n: e\n\n|\n")]
    [InlineData("data: a\ndata: b\n\n", "data: a\ndata: b\n\n")]
    [InlineData("data: a\n\nrest", "data: a\n\n|rest")]
    public void Ends_units_where_they_end(string stream, string units) =>
        Assert.Equal(units.Split('|'), Units(TapRun.Pieces(stream, 1000)));

    [Fact]
    public void Units_do_not_depend_on_chunks() =>
        Gen.Select(Gen.OneOf("data: x", ":c", "\n", "\r", "\r\n", "id: \0", "é", "\n\n", "\r\n\r\n").List[0, 30], Gen.Int[1, 7])
            .Sample((parts, size) =>
            {
                var stream = string.Concat(parts);
                Assert.Equal(Units(TapRun.Pieces(stream, 10_000)), Units(TapRun.Pieces(stream, size)));
            });

    [Theory]
    [InlineData("data: a\n\n", "", "a")]
    [InlineData("\uFEFFdata:a\n\n", "", "a")]
    [InlineData("id: \0\nevent: e\ndata: a\ndata:  b\n\n", "e", "a\n b")]
    [InlineData("event:e\r\ndata: a\r\n: x\r\ndata\r\ndata: c\r\n\r\n", "e", "a\n\nc")]
    [InlineData("dataset: x\nretry: 5\n\n", "", "")]
    public void Reads_fields(string unit, string name, string data)
    {
        using var parsed = SseEvent.Parse(Encoding.UTF8.GetBytes(unit));
        Assert.Equal(name, Encoding.UTF8.GetString(parsed.Name));
        Assert.Equal(data, Encoding.UTF8.GetString(parsed.Data));
    }

    private static List<string> Units(ReadOnlyMemory<byte>[] pieces)
    {
        var scanner = new SseScanner();
        var units = new List<string>();
        var current = new List<byte>();
        foreach (var piece in pieces)
        {
            var rest = piece.Span;
            while (!rest.IsEmpty)
            {
                var ended = scanner.TryFindEnd(rest, out var consumed);
                current.AddRange(rest[..consumed]);
                rest = rest[consumed..];
                if (ended)
                {
                    units.Add(Encoding.UTF8.GetString([.. current]));
                    current.Clear();
                }
            }
        }

        if (current.Count > 0)
        {
            units.Add(Encoding.UTF8.GetString([.. current]));
        }

        return units;
    }
}
