using System.Text;
using Bifrost.Domain.Usage;
using Bifrost.Gateway.Accounting;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Tests.Gateway;

/// <summary>An escape that is half a character is a name, or a text, like any other that is not looked for: nothing fails by it.</summary>
public sealed class HalfCharacterTests
{
    private const string Half = @"\ud800\ud800\ud800";

    [Theory]
    [InlineData("""{"model":"m","input":"x","tools":[{"type":"HALF"}]}""")]
    [InlineData("""{"model":"m","input":"x","tools":[{"type":"function","parameters":{"type":"HALF"}}]}""")]
    [InlineData("""{"model":"m","messages":[],"modalities":["HALF"]}""")]
    [InlineData("""{"model":"m","messages":[],"stream_options":{"HALF":true}}""")]
    public void A_request_is_read(string body) => _ = RequestScanner.TryScan(Encoding.UTF8.GetBytes(body.Replace("HALF", Half, StringComparison.Ordinal)), out _, out _);

    [Theory]
    [InlineData(BilledUnit.AudioMilliseconds, """{"text":"Hi","usage":{"HALF":1,"seconds":9}}""", 9000)]
    [InlineData(BilledUnit.SearchUnits, """{"meta":{"HALF":{},"billed_units":{"HALF":1,"search_units":3}}}""", 3)]
    [InlineData(BilledUnit.Images, """{"type":"HALFHALF","data":[{"HALF":1}]}""", 1)]
    public void An_answer_is_metered_whole_and_in_pieces(BilledUnit unit, string body, long count)
    {
        var bytes = Encoding.UTF8.GetBytes(body.Replace("HALF", Half, StringComparison.Ordinal));
        foreach (var size in (int[])[bytes.Length, 1])
        {
            using var response = New(unit);
            using var usage = new ResponseUsage(response);
            foreach (var piece in bytes.Chunk(size))
            {
                usage.Append(piece);
            }

            Assert.Equal(new UsageUnits(unit, count), response.Units);
        }

        using var whole = New(unit);
        using var read = new ResponseUsage(whole);
        read.ReadWhole(bytes);
        Assert.Equal(new UsageUnits(unit, count), whole.Units);
    }

    private static MeteredResponse New(BilledUnit unit) => new(new OutputText(TapRun.Estimator, TokenEncoding.O200kBase), unit);
}
