using Bifrost.Domain.Usage;

namespace Bifrost.Gateway.Accounting;

/// <summary>
/// A usage record as bytes, without allocation. Fields are only ever appended: a journal of an older version reads
/// with the newer fields absent. A test compares every property.
/// </summary>
internal static class UsageCodec
{
    /// <summary>Most characters of one text; the database keeps fewer.</summary>
    public const int LongestText = 16 << 10;

    // 53 fields: ids of 17 bytes, numbers of at most 11, lengths of at most 3.
    private const int FixedPart = 640;

    public static int MostBytes(UsageRecord r) => FixedPart + (3 * (
        Of(r.VirtualKey) + Of(r.Team) + Of(r.Customer) + Of(r.EndUser) + Of(r.Tags) + Of(r.Provider) + Of(r.ProviderKey)
        + Of(r.Region) + Of(r.UpstreamHost) + Of(r.RequestedModel) + Of(r.Model) + Of(r.ServiceTier) + Of(r.Operation)
        + Of(r.ErrorCode) + Of(r.ErrorMessage) + Of(r.PriceVersion) + Of(r.PriceRates) + Of(r.UnpricedReason)
        + Of(r.AttemptTrail) + Of(r.Headers) + Of(r.Charges) + Of(r.Decision)
        + Of(r.Dialect) + Of(r.DroppedParams) + Of(r.Units) + Of(r.Method) + Of(r.Path)));

    public static void Write(ref JournalBytes to, UsageRecord r)
    {
        WriteOwner(ref to, r);
        WriteTarget(ref to, r);
        WriteConsumption(ref to, r);
        to.Number(r.AuthenticatedMicros);
        to.Number(r.AdmittedMicros);
        to.Number(r.RoutedMicros);
        to.Number(r.SentMicros);
        to.Number(r.HeadersMicros);
        to.Number(r.FirstTokenMicros);
        to.Number(r.LatencyMicros);
        to.Number(r.OverheadMicros);
        to.Text(r.Charges);
        to.Number(r.HeldNanos);
        to.Text(r.Decision);
        to.Text(r.Dialect);
        to.Text(r.DroppedParams);
        to.Text(r.Units);
        to.Text(r.Method);
        to.Text(r.Path);
    }

    public static UsageRecord Read(ref JournalPayload from)
    {
        var r = new UsageRecord();
        ReadOwner(ref from, r);
        ReadTarget(ref from, r);
        ReadConsumption(ref from, r);
        r.AuthenticatedMicros = from.OptionalNumber();
        r.AdmittedMicros = from.OptionalNumber();
        r.RoutedMicros = from.OptionalNumber();
        r.SentMicros = from.OptionalNumber();
        r.HeadersMicros = from.OptionalNumber();
        r.FirstTokenMicros = from.OptionalNumber();
        r.LatencyMicros = from.Number();
        r.OverheadMicros = from.Number();
        r.Charges = from.Text();
        r.HeldNanos = from.OptionalNumber();
        r.Decision = from.Text();
        r.Dialect = from.Text();
        r.DroppedParams = from.Text();
        r.Units = from.Text();
        r.Method = from.Text();
        r.Path = from.Text();
        return r;
    }

    public static int MostBytes(CapturedContent c) => 64 + (c.EncryptedRequest?.Length ?? 0) + (c.EncryptedResponse?.Length ?? 0);

    public static void Write(ref JournalBytes to, CapturedContent c)
    {
        to.Id(c.RecordId);
        to.Fixed(c.ExpiresAt.Ticks);
        to.Flag(c.Truncated);
        to.Bytes(c.EncryptedRequest);
        to.Bytes(c.EncryptedResponse);
    }

    public static CapturedContent ReadContent(ref JournalPayload from) => new()
    {
        RecordId = from.Id(),
        ExpiresAt = new DateTime(from.Fixed(), DateTimeKind.Utc),
        Truncated = from.Flag(),
        EncryptedRequest = from.Bytes(),
        EncryptedResponse = from.Bytes(),
    };

    private static int Of(string? text) => text is null ? 0 : Math.Min(text.Length, LongestText);

    private static void WriteOwner(ref JournalBytes to, UsageRecord r)
    {
        to.Id(r.Id);
        to.Fixed(r.Time.Ticks);
        to.Id(r.VirtualKeyId);
        to.Text(r.VirtualKey);
        to.Id(r.TeamId);
        to.Text(r.Team);
        to.Id(r.CustomerId);
        to.Text(r.Customer);
        to.Text(r.EndUser);
        to.Text(r.Tags);
    }

    private static void ReadOwner(ref JournalPayload from, UsageRecord r)
    {
        r.Id = from.Id();
        r.Time = new DateTime(from.Fixed(), DateTimeKind.Utc);
        r.VirtualKeyId = from.OptionalId();
        r.VirtualKey = from.Text();
        r.TeamId = from.OptionalId();
        r.Team = from.Text();
        r.CustomerId = from.OptionalId();
        r.Customer = from.Text();
        r.EndUser = from.Text();
        r.Tags = from.Text();
    }

    private static void WriteTarget(ref JournalBytes to, UsageRecord r)
    {
        to.Id(r.ProviderId);
        to.Text(r.Provider);
        to.Text(r.ProviderKey);
        to.Text(r.Region);
        to.Text(r.UpstreamHost);
        to.Text(r.RequestedModel);
        to.Text(r.Model);
        to.Text(r.ServiceTier);
        to.Text(r.Operation);
        to.Flag(r.Streamed);
        to.Number((long)r.Outcome);
        to.Number((long)r.Status);
        to.Text(r.ErrorCode);
        to.Text(r.ErrorMessage);
    }

    private static void ReadTarget(ref JournalPayload from, UsageRecord r)
    {
        r.ProviderId = from.OptionalId();
        r.Provider = from.Text();
        r.ProviderKey = from.Text();
        r.Region = from.Text();
        r.UpstreamHost = from.Text();
        r.RequestedModel = from.Text();
        r.Model = from.Text();
        r.ServiceTier = from.Text();
        r.Operation = from.Text() ?? "";
        r.Streamed = from.Flag();
        r.Outcome = (UsageOutcome)from.Number();
        r.Status = (int)from.Number();
        r.ErrorCode = from.Text();
        r.ErrorMessage = from.Text();
    }

    private static void WriteConsumption(ref JournalBytes to, UsageRecord r)
    {
        to.Number(r.InputTokens);
        to.Number(r.CachedInputTokens);
        to.Number(r.CacheWriteTokens);
        to.Number(r.OutputTokens);
        to.Number(r.ReasoningTokens);
        to.Number(r.CostNanos);
        to.Number(r.ListCostNanos);
        to.Text(r.PriceVersion);
        to.Text(r.PriceRates);
        to.Flag(r.Estimated);
        to.Flag(r.Unpriced);
        to.Text(r.UnpricedReason);
        to.Number((long)r.Attempts);
        to.Text(r.AttemptTrail);
        to.Text(r.Headers);
    }

    private static void ReadConsumption(ref JournalPayload from, UsageRecord r)
    {
        r.InputTokens = from.Number();
        r.CachedInputTokens = from.Number();
        r.CacheWriteTokens = from.Number();
        r.OutputTokens = from.Number();
        r.ReasoningTokens = from.Number();
        r.CostNanos = from.OptionalNumber();
        r.ListCostNanos = from.OptionalNumber();
        r.PriceVersion = from.Text();
        r.PriceRates = from.Text();
        r.Estimated = from.Flag();
        r.Unpriced = from.Flag();
        r.UnpricedReason = from.Text();
        r.Attempts = (int)from.Number();
        r.AttemptTrail = from.Text();
        r.Headers = from.Text();
    }
}
