using System.Buffers;
using System.Globalization;
using System.Text;
using Bifrost.Domain.Usage;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Bifrost.Migrations.Sqlite;

/// <summary>
/// A statement of SQLite's own, prepared once, filled by place and run row by row without allocation. Values are spelt as
/// Entity Framework spells them: a test compares. What a parameter holds already is not bound again: most of a record's
/// columns are those of the record before.
/// </summary>
internal sealed class SqliteStatement : UsageParameters, IDisposable
{
    private const int GuidLength = 36;
    private const int SecondLength = 19;
    private const int LongestFraction = 8;

    private readonly sqlite3 database;
    private readonly sqlite3_stmt statement;
    private readonly BoundValue[] bound;
    private readonly byte[] second = new byte[SecondLength];
    private long secondTicks = -1;
    private int place;

    public SqliteStatement(sqlite3 database, string sql)
    {
        this.database = database;
        Check(raw.sqlite3_prepare_v3(database, sql, raw.SQLITE_PREPARE_PERSISTENT, out statement));
        bound = new BoundValue[raw.sqlite3_bind_parameter_count(statement)];
    }

    /// <summary>Back to the first parameter, for the next row.</summary>
    public void Restart() => place = 0;

    /// <summary>Runs the statement with what was filled in. Returns how many rows it changed.</summary>
    /// <exception cref="SqliteException">It could not be run.</exception>
    public int Run()
    {
        raw.sqlite3_step(statement);
        var changed = raw.sqlite3_changes(database);

        // A reset repeats the error of the step.
        Check(raw.sqlite3_reset(statement));
        return changed;
    }

    public override UsageParameters Text(string? value, int longest)
    {
        if (value is null)
        {
            return Null();
        }

        if (!bound[place].IsText(value))
        {
            BindText(value.Length > longest || value.Contains('\0', StringComparison.Ordinal) ? Fit(value, longest) : value);
            bound[place] = BoundValue.Text(value);
        }

        place++;
        return this;
    }

    public override UsageParameters Number(long? value)
    {
        if (value is not { } number)
        {
            return Null();
        }

        if (!bound[place].IsNumber(number))
        {
            Check(raw.sqlite3_bind_int64(statement, place + 1, number));
            bound[place] = BoundValue.Number(number);
        }

        place++;
        return this;
    }

    public override UsageParameters Flag(bool value) => Number(value ? 1 : 0);

    public override UsageParameters Id(Guid? value)
    {
        if (value is not { } id)
        {
            return Null();
        }

        if (!bound[place].IsId(id))
        {
            Span<byte> text = stackalloc byte[GuidLength];
            id.TryFormat(text, out _);
            Ascii.ToUpperInPlace(text, out _);
            Check(raw.sqlite3_bind_text(statement, place + 1, text));
            bound[place] = BoundValue.Id(id);
        }

        place++;
        return this;
    }

    public override UsageParameters Bytes(byte[]? value) => value is null ? Null() : Blob(value);

    public override UsageParameters Histogram(LatencyHistogram value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var buffer = ArrayPool<byte>.Shared.Rent(value.MostBytes);
        Blob(buffer.AsSpan(0, value.Write(buffer)));
        ArrayPool<byte>.Shared.Return(buffer);
        return this;
    }

    public void Dispose() => statement.Dispose();

    /// <summary><c>yyyy-MM-dd HH:mm:ss.FFFFFFF</c>: no point where there is no fraction, no zero at its end.</summary>
    protected override UsageParameters WholeMicros(DateTime value)
    {
        Span<byte> text = stackalloc byte[SecondLength + LongestFraction];
        var fraction = (int)(value.Ticks % TimeSpan.TicksPerSecond);
        if (value.Ticks - fraction != secondTicks)
        {
            value.TryFormat(second, out _, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
            secondTicks = value.Ticks - fraction;
        }

        second.CopyTo(text);
        var length = SecondLength;
        if (fraction != 0)
        {
            text[length++] = (byte)'.';
            for (var unit = (int)TimeSpan.TicksPerSecond / 10; fraction != 0; unit /= 10)
            {
                text[length++] = (byte)('0' + (fraction / unit));
                fraction %= unit;
            }
        }

        Check(raw.sqlite3_bind_text(statement, place + 1, text[..length]));
        bound[place++] = default;
        return this;
    }

    private void BindText(string value)
    {
        // An empty span is a null pointer, and that would be NULL.
        if (value.Length == 0)
        {
            Check(raw.sqlite3_bind_text(statement, place + 1, value));
            return;
        }

        byte[]? rented = null;
        var most = Encoding.UTF8.GetMaxByteCount(value.Length);
        var buffer = most <= 1_024 ? stackalloc byte[1_024] : rented = ArrayPool<byte>.Shared.Rent(most);
        Check(raw.sqlite3_bind_text(statement, place + 1, buffer[..Encoding.UTF8.GetBytes(value, buffer)]));
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private SqliteStatement Blob(ReadOnlySpan<byte> value)
    {
        Check(value.IsEmpty ? raw.sqlite3_bind_zeroblob(statement, place + 1, 0) : raw.sqlite3_bind_blob(statement, place + 1, value));
        bound[place++] = default;
        return this;
    }

    private SqliteStatement Null()
    {
        if (!bound[place].IsNull)
        {
            Check(raw.sqlite3_bind_null(statement, place + 1));
            bound[place] = BoundValue.Null;
        }

        place++;
        return this;
    }

    private void Check(int result)
    {
        if (result != raw.SQLITE_OK)
        {
            SqliteException.ThrowExceptionForRC(result, database);
        }
    }
}
