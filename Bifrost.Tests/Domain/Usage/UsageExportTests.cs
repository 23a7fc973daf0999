using System.Text;
using System.Text.Json;
using Bifrost.Domain.Usage;
using Bifrost.Tests.Testing;
using static Bifrost.Tests.Domain.Usage.SampleUsage;

namespace Bifrost.Tests.Domain.Usage;

public sealed class UsageExportTests
{
    private const string Columns = "request_id,time,virtual_key,team,customer,end_user,tags,provider,provider_key,region,upstream_host,model,service_tier,status,"
        + "input_tokens,cached_input_tokens,cache_write_tokens,output_tokens,reasoning_tokens,cost_usd,list_cost_usd,price_version,estimated,unpriced,attempts,ttft_ms,latency_ms,error_code,outcome,operation,unpriced_held_usd,dialect,dropped_params,units,method,path";

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task Csv_has_the_contracts_columns_and_exact_values(DatabaseKind kind)
    {
        await using var database = await UsageDatabase.CreateAsync(kind);
        var priced = At(Noon.AddMicroseconds(1), r => r.CostNanos = 366_600);
        var unpriced = At(Noon.AddSeconds(1), r => (r.Unpriced, r.CostNanos, r.ListCostNanos, r.FirstTokenMicros, r.HeldNanos, r.ErrorCode, r.Outcome, r.Method, r.Path) = (true, null, null, null, 50_000_000, "stream_broken", UsageOutcome.StreamBroken, "DELETE", "/files/1"));
        await database.WriteAsync(unpriced, priced, At(Noon.AddSeconds(2)), At(Noon.AddSeconds(-1)));

        var lines = await CsvAsync(database, Noon, Noon.AddSeconds(2));

        Assert.Equal(
        [
            Columns,
            $"{priced.Id},2026-11-23T12:00:00.000001Z,,,,,,openai,,,,gpt-4o,,200,1000,0,0,100,0,0.0003666,0.0025,2026-11-22,false,false,1,200,800,,completed,chat,,,,,,",
            $"{unpriced.Id},2026-11-23T12:00:01.000000Z,,,,,,openai,,,,gpt-4o,,200,1000,0,0,100,0,,,2026-11-22,false,true,1,,800,stream_broken,stream_broken,chat,0.05,,,,DELETE,/files/1",
            "",
        ], lines);
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("@x", "'@x")]
    [InlineData("  =1", "'  =1")]
    [InlineData("\tx", "\"'\tx\"")]
    [InlineData("\rx", "\"'\rx\"")]
    [InlineData("\0x", "\"'\0x\"")]
    [InlineData("\uFF1D1", "'\uFF1D1")]
    [InlineData("a\"b", "\"a\"\"b\"")]
    [InlineData("a\nb", "\"a\nb\"")]
    [InlineData("a;=b", "\"a;=b\"")]
    [InlineData("=a,b", "\"'=a,b\"")]
    [InlineData("a=b", "a=b")]
    [InlineData("ü 😀", "ü 😀")]
    public void A_cell_is_inert(string text, string cell)
    {
        var row = new StringBuilder();
        UsageCsv.AppendText(row, text);
        Assert.Equal(cell, row.ToString());
    }

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task Json_lines_say_the_same(DatabaseKind kind)
    {
        await using var database = await UsageDatabase.CreateAsync(kind);
        var record = At(Noon, r => (r.EndUser, r.Tags, r.ErrorCode, r.Outcome, r.Operation) = ("=\"x\"\n", "env=ci", "budget_exceeded", UsageOutcome.CallerAborted, "embeddings"));
        await database.WriteAsync(record, At(Noon.AddSeconds(1), r => (r.Unpriced, r.CostNanos) = (true, null)));
        using var stream = new MemoryStream();

        Assert.Equal(2, await new UsageExport(database).WriteJsonLinesAsync(stream, Noon, Noon.AddDays(1)));

        var lines = Encoding.UTF8.GetString(stream.ToArray()).Split('\n');
        Assert.Equal(3, lines.Length);
        using var first = JsonDocument.Parse(lines[0]);
        Assert.Equal(Columns, string.Join(',', first.RootElement.EnumerateObject().Select(p => p.Name)));
        Assert.Equal("=\"x\"\n", first.RootElement.GetProperty("end_user").GetString());
        Assert.Equal(["budget_exceeded", "caller_aborted", "embeddings", null], new[] { "error_code", "outcome", "operation", "unpriced_held_usd" }.Select(x => first.RootElement.GetProperty(x).GetString()));
        Assert.Equal(0.002m, first.RootElement.GetProperty("cost_usd").GetDecimal());
        using var second = JsonDocument.Parse(lines[1]);
        Assert.Equal(JsonValueKind.Null, second.RootElement.GetProperty("cost_usd").ValueKind);
    }

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task Pages_meet_without_loss_also_within_one_microsecond(DatabaseKind kind)
    {
        await using var database = await UsageDatabase.CreateAsync(kind);
        var records = Enumerable.Range(0, 2_300).Select(i => At(Noon.AddSeconds(i / 1_500))).ToArray();
        await database.WriteAsync(records);

        // Without bounds, as the verb exports without --from and --to.
        var lines = await CsvAsync(database, DateTime.MinValue, DateTime.MaxValue);

        var expected = records.OrderBy(r => r.Time).ThenBy(r => r.Id).Select(r => r.Id.ToString());
        Assert.Equal(expected, lines[1..^1].Select(l => l[..36]));
    }

    private static async Task<string[]> CsvAsync(UsageDatabase database, DateTime from, DateTime until)
    {
        using var stream = new MemoryStream();
        await new UsageExport(database).WriteCsvAsync(stream, from, until);
        return Encoding.UTF8.GetString(stream.ToArray()).Split("\r\n");
    }
}
