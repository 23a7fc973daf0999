namespace Bifrost.Domain.Usage;

/// <summary>Fills the statements of <see cref="UsageSql"/>, in the order of their columns.</summary>
internal static class UsageRows
{
    // What a caller can make long is cut: a record is a line of an account, not a store.
    private const int TagsLength = 2_048;
    private const int MessageLength = 2_048;
    private const int TextLength = 8_192;
    private const int PathLength = 512;

    public static void Record(UsageParameters to, UsageRecord record)
    {
        Owner(to, record);
        Target(to, record);
        Consumption(to, record);
        Timing(to, record);
    }

    public static void Content(UsageParameters to, CapturedContent content) =>
        to.Id(content.RecordId).Bytes(content.EncryptedRequest).Bytes(content.EncryptedResponse).Flag(content.Truncated).Time(content.ExpiresAt);

    public static void Total(UsageParameters to, UsageTotal total) => to
        .Id(total.Id).Time(total.Hour).Id(total.VirtualKeyId).Id(total.TeamId).Id(total.CustomerId)
        .Name(total.Provider).Name(total.Model).Name(total.VirtualKey).Name(total.Team).Name(total.Customer)
        .Number(total.Requests).Number(total.Errors).Number(total.InputTokens).Number(total.CachedInputTokens)
        .Number(total.CacheWriteTokens).Number(total.OutputTokens).Number(total.ReasoningTokens)
        .Number(total.CostNanos).Number(total.ListCostNanos).Number(total.Estimated).Number(total.Unpriced)
        .Number(total.Unserved).Number(total.HeldNanos);

    public static void TagTotal(UsageParameters to, TagTotal total) => to
        .Time(total.Day).Name(total.Tag).Id(total.VirtualKeyId).Id(total.TeamId).Id(total.CustomerId).Name(total.Provider).Name(total.Model)
        .Number(total.Requests).Number(total.InputTokens).Number(total.CachedInputTokens).Number(total.CacheWriteTokens)
        .Number(total.OutputTokens).Number(total.ReasoningTokens).Number(total.CostNanos).Number(total.ListCostNanos).Number(total.Unpriced);

    public static void BucketKey(UsageParameters to, UsageBucket bucket) => to
        .Number(bucket.GrainSeconds).Time(bucket.Start).Id(bucket.NodeId).Name(bucket.Provider).Name(bucket.Model);

    public static void Bucket(UsageParameters to, UsageBucket bucket, LatencyHistogram latency, LatencyHistogram firstToken, LatencyHistogram overhead)
    {
        BucketKey(to, bucket);
        to.Number(bucket.Requests).Number(bucket.Refused).Number(bucket.ProviderErrors).Number(bucket.CallerAborts)
            .Number(bucket.BrokenStreams).Number(bucket.InputTokens).Number(bucket.OutputTokens).Number(bucket.CostNanos)
            .Number(bucket.Unpriced).Histogram(latency).Histogram(firstToken).Histogram(overhead);
    }

    private static void Owner(UsageParameters to, UsageRecord record) => to
        .Id(record.Id).Time(record.Time).Id(record.VirtualKeyId).Name(record.VirtualKey).Id(record.TeamId).Name(record.Team)
        .Id(record.CustomerId).Name(record.Customer).Name(record.EndUser).Text(record.Tags, TagsLength);

    private static void Target(UsageParameters to, UsageRecord record) => to
        .Id(record.ProviderId).Name(record.Provider).Name(record.ProviderKey).Name(record.Region).Name(record.UpstreamHost)
        .Name(record.RequestedModel).Name(record.Model).Name(record.ServiceTier).Name(record.Operation).Flag(record.Streamed)
        .Number((int)record.Outcome).Number(record.Status).Name(record.ErrorCode).Text(record.ErrorMessage, MessageLength);

    private static void Consumption(UsageParameters to, UsageRecord record) => to
        .Number(record.InputTokens).Number(record.CachedInputTokens).Number(record.CacheWriteTokens).Number(record.OutputTokens)
        .Number(record.ReasoningTokens).Number(record.CostNanos).Number(record.ListCostNanos).Name(record.PriceVersion)
        .Text(record.PriceRates, TextLength).Flag(record.Estimated).Flag(record.Unpriced).Name(record.UnpricedReason)
        .Number(record.Attempts).Text(record.AttemptTrail, TextLength).Text(record.Headers, TextLength);

    public static void Spend(UsageParameters to, SpendTally.Row row) => to
        .Number(row.Charge.Budget).Name(row.Charge.Account).Time(row.Charge.Slot).Number(row.Nanos).Number(row.Requests);

    public static void Lease(UsageParameters to, SpendTally.Row row, string holder) => to
        .Number(row.Nanos).Number(row.Charge.Budget).Name(row.Charge.Account).Time(row.Charge.Slot).Name(row.OfEarlierRun ? holder + "~" : holder).Time(DateTime.UnixEpoch);

    private static void Timing(UsageParameters to, UsageRecord record) => to
        .Number(record.AuthenticatedMicros).Number(record.AdmittedMicros).Number(record.RoutedMicros).Number(record.SentMicros)
        .Number(record.HeadersMicros).Number(record.FirstTokenMicros).Number(record.LatencyMicros).Number(record.OverheadMicros)
        .Text(record.Charges, TextLength).Number(record.HeldNanos).Text(record.Decision, DecisionText.Longest)
        .Name(record.Dialect).Text(record.DroppedParams, TagsLength).Name(record.Units)
        .Name(record.Method).Text(record.Path, PathLength);
}
