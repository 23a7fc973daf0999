using System.Globalization;
using Bifrost.Domain.Limits;
using Bifrost.Domain.Usage;
using Bifrost.Web.Console.Budgets;
using Bifrost.Web.Console.Shared;

namespace Bifrost.Web.Console.Overview;

/// <summary>What needs attention, the worst first, each with the way to it.</summary>
internal static class AttentionList
{
    /// <param name="backlog">Records that wait because the database does not take them.</param>
    public static IReadOnlyList<AttentionItem>? Of(OverviewState state, UsageRange range, long backlog)
    {
        if (state.Governance is not { } governance)
        {
            return null;
        }

        var items = new List<AttentionItem>();
        if (StateSentence.WithoutProvider(governance) is not null)
        {
            items.Add(governance.HasDisabledProvider
                ? new("failed", "Calls are refused until a provider is enabled again or another one is connected.", ConsoleUrls.Providers, "See the providers")
                : new("failed", "Calls are refused until a provider is connected.", ConsoleUrls.AddProvider, "Connect a provider"));
        }

        if (backlog > 0)
        {
            items.Add(new("failed", Text($"The database takes no records now. {backlog:N0} wait in the journal; nothing is lost."), ConsoleUrls.Providers, "Health"));
        }

        foreach (var health in (state.Health ?? new Dictionary<string, ProviderHealth>()).Values.Where(h => h.HasTrouble).OrderByDescending(h => h.IsFailing).ThenByDescending(h => h.Errors))
        {
            items.Add(new(health.IsFailing ? "failed" : "warning", Text($"{health.Provider} failed {health.Errors:N0} of {Counted.Of(health.Requests, "request")} in the last 15 minutes."), ConsoleUrls.FailuresOf(health.Provider), "See them"));
        }

        items.AddRange(governance.Budgets.Select(b => Of(b, state.At)).OrderBy(i => i.Tone == "failed" ? 0 : 1));
        items.AddRange(governance.Frozen.Select(o => new AttentionItem("warning", $"{Begin(o.Words)} is frozen: nothing of it is served.", ConsoleUrls.LimitsOwner(o), "Open")));
        if (state.Chart?.Whole.Unpriced is > 0 and var unpriced)
        {
            items.Add(new("warning", Text($"{Requests(unpriced)} of this range {(unpriced == 1 ? "has" : "have")} no price: the cost is unknown and not in the spend."), ConsoleUrls.ModelsAndPrices, "Set prices"));
        }

        foreach (var key in governance.Expiring)
        {
            items.Add(new("warning", $"The key {key.Name} expires {RelativeTime.Words(key.ExpiresAt, state.At)}.", ConsoleUrls.VirtualKey(key.Id), "Open the key"));
        }

        return items;
    }

    private static AttentionItem Of(RankedBudget budget, DateTime now)
    {
        var words = new BudgetWords(budget.Status, now, budget.Owner.Frozen);
        var who = budget.Status.Account.Length == 0 ? Begin(budget.Owner.Words) : $"{budget.Status.Account}, as {budget.Owner.Words},";
        var tone = words.Tone == "failed" ? "failed" : "warning";
        var ends = tone == "failed" ? $": {(budget.Status.ResetsAt is { } at ? $"refuses until {words.Moment(at)}" : "refuses")}" : "";
        return new(tone, $"{who} has spent {budget.Status.Spent.ToExactDisplay()} of {words.Limit}{ends}.", ConsoleUrls.BudgetsOf(budget.Owner), "See the budget");
    }

    private static string Begin(string words) => char.ToUpperInvariant(words[0]) + words[1..];

    internal static string Requests(long count) => Counted.Of(count, "request");

    internal static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
