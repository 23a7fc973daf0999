using Bifrost.Domain.Usage;

namespace Bifrost.Tests.Gateway.Accounting;

public sealed class InterruptedUsageTests
{
    [Fact]
    public async Task An_interrupted_request_that_a_budget_held_for_is_billed_what_was_held_for_its_output()
    {
        using var folder = new JournalFolder();
        await using var journal = folder.Open(new UsageQueue());
        var intent = UsageJournalTests.Intent();
        intent.HeldNanos = 40_000_000;
        journal.Begin(intent);

        var record = (await JournalFolder.ReplayAsync(folder.Copy())).Pending.Single().Record;

        Assert.Equal((true, 1_000L, 4_096L), (record.Estimated, record.InputTokens, record.OutputTokens));
        Assert.Equal(1_800_000 + 29_491_200, record.CostNanos);
        Assert.Contains("the 4096 output tokens that were held for it", record.ErrorMessage, StringComparison.Ordinal);
    }
}
