using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Bifrost.Domain.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Domain.Usage;

/// <summary>Request records in the order of time, streamed page by page: memory and locks do not grow with their number.</summary>
public sealed class UsageExport(IDbContextFactory<BifrostDbContext> contexts)
{
    private const int PageSize = 1_000;
    private const int FlushAbove = 64 << 10;

    // Not HTML: text stays readable; what JSON itself demands is escaped all the same.
    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>CSV with a header, UTF-8 without a mark. <paramref name="from"/> inclusive, <paramref name="to"/> exclusive, UTC.</summary>
    /// <returns>The number of records.</returns>
    public async Task<long> WriteCsvAsync(Stream to, DateTime from, DateTime until, CancellationToken cancellationToken = default)
    {
        await using var writer = new StreamWriter(to, new UTF8Encoding(false), leaveOpen: true);
        await writer.WriteAsync(UsageCsv.Header.AsMemory(), cancellationToken);
        var row = new StringBuilder();
        var count = 0L;
        await foreach (var record in ReadAsync(from, until, cancellationToken))
        {
            UsageCsv.Append(row.Clear(), record);
            await writer.WriteAsync(row, cancellationToken);
            count++;
        }

        return count;
    }

    /// <summary>The same columns for what the requests page shows: newest first, at most <paramref name="most"/> records.</summary>
    /// <inheritdoc cref="WriteCsvAsync(Stream, DateTime, DateTime, CancellationToken)" path="/returns"/>
    public async Task<long> WriteCsvAsync(Stream to, UsageFilter filter, int most, CancellationToken cancellationToken = default)
    {
        var queries = new UsageQueries(contexts);
        await using var writer = new StreamWriter(to, new UTF8Encoding(false), leaveOpen: true);
        await writer.WriteAsync(UsageCsv.Header.AsMemory(), cancellationToken);
        var row = new StringBuilder();
        var count = 0L;
        for (Guid? before = null; ;)
        {
            var page = await queries.PageAsync(filter, before, PageSize, cancellationToken);
            foreach (var record in page.Records.Take((int)Math.Min(page.Records.Count, most - count)))
            {
                UsageCsv.Append(row.Clear(), record);
                await writer.WriteAsync(row, cancellationToken);
                count++;
            }

            before = page.Next;
            if (before is null || count >= most)
            {
                return count;
            }
        }
    }

    /// <summary>One JSON object a line, the same names; money as exact decimal numbers, unknown values null.</summary>
    /// <inheritdoc cref="WriteCsvAsync(Stream, DateTime, DateTime, CancellationToken)" path="/returns"/>
    public async Task<long> WriteJsonLinesAsync(Stream to, DateTime from, DateTime until, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(to);
        var buffer = new ArrayBufferWriter<byte>(FlushAbove + (4 << 10));
        await using var writer = new Utf8JsonWriter(buffer, Json);
        var count = 0L;
        await foreach (var record in ReadAsync(from, until, cancellationToken))
        {
            WriteObject(writer, record);
            writer.Flush();
            writer.Reset();
            buffer.Write("\n"u8);
            count++;
            if (buffer.WrittenCount > FlushAbove)
            {
                await to.WriteAsync(buffer.WrittenMemory, cancellationToken);
                buffer.ResetWrittenCount();
            }
        }

        await to.WriteAsync(buffer.WrittenMemory, cancellationToken);
        return count;
    }

    /// <summary>The records that arrived from <paramref name="from"/> (inclusive) until <paramref name="until"/> (exclusive), UTC, oldest first.</summary>
    public async IAsyncEnumerable<UsageRecord> ReadAsync(DateTime from, DateTime until, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var start = DateTime.SpecifyKind(from, DateTimeKind.Utc);
        var end = DateTime.SpecifyKind(until, DateTimeKind.Utc);
        var (after, above) = (UsageIds.Before(start), UsageIds.After(end));
        while (true)
        {
            var last = after;
            var page = await db.UsageRecords.AsNoTracking()
                .Where(x => x.Id > last && x.Id < above && x.Time >= start && x.Time < end)
                .OrderBy(x => x.Id).Take(PageSize).ToListAsync(cancellationToken);
            foreach (var record in page)
            {
                yield return record;
            }

            if (page.Count < PageSize)
            {
                yield break;
            }

            after = page[^1].Id;
        }
    }

    private static void WriteObject(Utf8JsonWriter writer, UsageRecord record)
    {
        writer.WriteStartObject();
        foreach (var (name, read) in UsageColumns.All)
        {
            writer.WritePropertyName(name);
            switch (read(record))
            {
                case string text: writer.WriteStringValue(text); break;
                case DateTime time: writer.WriteStringValue(UsageColumns.TextOf(time)); break;
                case bool flag: writer.WriteBooleanValue(flag); break;
                case decimal number: writer.WriteRawValue(UsageColumns.TextOf(number)); break;
                case Usd amount: writer.WriteRawValue(amount.ToString()); break;
                case long number: writer.WriteNumberValue(number); break;
                default: writer.WriteNullValue(); break;
            }
        }

        writer.WriteEndObject();
    }
}
