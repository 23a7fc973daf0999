using System.Data;
using System.Data.Common;
using System.Globalization;

namespace Bifrost.Domain.Usage;

/// <summary>The parameters of an ADO.NET command. <paramref name="named"/>: the database knows them by name (<c>$1</c>), not by place.</summary>
public sealed class DbUsageParameters(DbParameterCollection parameters, Func<DbParameter> create, bool named) : UsageParameters
{
    private int next;

    public override UsageParameters Text(string? value, int longest) => Set(DbType.String, value is null ? null : Fit(value, longest));

    public override UsageParameters Number(long? value) => Set(DbType.Int64, value);

    public override UsageParameters Flag(bool value) => Set(DbType.Boolean, value);

    public override UsageParameters Id(Guid? value) => Set(DbType.Guid, value);

    public override UsageParameters Bytes(byte[]? value) => Set(DbType.Binary, value);

    public override UsageParameters Histogram(LatencyHistogram value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return Set(DbType.Binary, value.ToBytes());
    }

    protected override UsageParameters WholeMicros(DateTime value) => Set(DbType.DateTime, value);

    private DbUsageParameters Set(DbType type, object? value)
    {
        next++;
        var parameter = create();
        parameter.DbType = type;
        if (named)
        {
            parameter.ParameterName = "$" + next.ToString(CultureInfo.InvariantCulture);
        }

        parameter.Value = value ?? DBNull.Value;
        parameters.Add(parameter);
        return this;
    }
}
