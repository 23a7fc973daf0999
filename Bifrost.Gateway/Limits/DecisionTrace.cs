using System.Globalization;
using Bifrost.Domain.Limits;
using Bifrost.Domain.Usage;
using Bifrost.Gateway.Exchanges;
using Bifrost.Gateway.Refusals;

namespace Bifrost.Gateway.Limits;

/// <summary>
/// Retells how a request came to be refused: the rules in the order in which they were asked, how each stood, what the request
/// needed. Made once it is refused, so that requests that pass pay nothing for it.
/// </summary>
internal sealed class DecisionTrace(ConcurrencyGate gate, RateWindows windows, SpendLedger ledger)
{
    private const int MostSteps = 60;

    /// <summary>As the record keeps it; null where the caller is not known, whom nothing is told.</summary>
    public string? Of(Exchange exchange, Refusal refusal)
    {
        if (exchange.Key is not { } key)
        {
            return null;
        }

        var steps = new List<DecisionStep> { new("key", $"key {key.Name}", null, "known, neither revoked nor expired", null, null, Refused: false) };
        if (exchange.Target is null)
        {
            AddEarly(steps, exchange, refusal);
        }
        else
        {
            AddModel(steps, exchange);
            _ = AddFreeze(steps, exchange) && AddAtOnce(steps, exchange, refusal) && AddRates(steps, exchange, refusal) && AddSpend(steps, exchange, refusal);
            if (!steps.Exists(x => x.Refused))
            {
                steps.Add(new("request", null, null, RefusalText.Of(refusal).Message, null, null, Refused: true));
            }
        }

        return DecisionText.Of(steps.Count <= MostSteps ? steps : [.. steps.Where(x => x.Refused), .. steps.Where(x => !x.Refused).Take(MostSteps)]);
    }

    /// <summary>Refused before there was a target.</summary>
    private static void AddEarly(List<DecisionStep> steps, Exchange exchange, Refusal refusal)
    {
        var isModel = refusal is Refusal.ModelNotAllowed or Refusal.ModelNotFound;
        var owner = refusal is Refusal.ModelNotAllowed x ? Lower(x.Owner) : null;
        steps.Add(new(isModel ? "model" : "request", owner, null, RefusalText.Of(refusal).Message, exchange.Record.RequestedModel, null, Refused: true));
    }

    private static void AddModel(List<DecisionStep> steps, Exchange exchange)
    {
        var target = exchange.Target!;
        string?[] owners = [exchange.Customer is { } customer ? $"customer {customer.Name}" : null, exchange.Team is { } team ? $"team {team.Name}" : null, $"key {exchange.Key!.Name}"];
        foreach (var owner in owners)
        {
            if (owner is not null)
            {
                steps.Add(new("model", owner, null, "allows it", $"{target.Provider.Name}/{target.Model}", null, Refused: false));
            }
        }
    }

    private static bool AddFreeze(List<DecisionStep> steps, Exchange exchange)
    {
        foreach (var owner in exchange.Limits.Owners)
        {
            steps.Add(new("freeze", owner.Label, null, owner.Limits.Frozen ? "frozen" : "not frozen", null, null, owner.Limits.Frozen));
        }

        return exchange.Limits.Frozen is null;
    }

    private bool AddAtOnce(List<DecisionStep> steps, Exchange exchange, Refusal refusal)
    {
        foreach (var owner in exchange.Limits.Concurrent)
        {
            var refused = refusal is Refusal.TooManyAtOnce x && x.Owner == owner.Label;
            steps.Add(new("at_once", owner.Label, $"{Counted.Of(owner.Limits.MaxConcurrency ?? 0, "call")} at once", refused ? "all under way" : Text($"{gate.RunningOf(owner) - (exchange.Place is { IsRunning: true } ? 1 : 0):N0} under way on this node"), "1 call", null, refused));
        }

        return refusal is not Refusal.TooManyAtOnce;
    }

    private bool AddRates(List<DecisionStep> steps, Exchange exchange, Refusal refusal)
    {
        if (exchange.Rates is not { } hold || exchange.Limits.Rates is not { } rates)
        {
            return true;
        }

        var limited = refusal as Refusal.RateLimited;
        foreach (var window in rates)
        {
            // A call that a later rule refuses was counted here until that said no.
            var amount = hold.AmountOf(window);
            var used = windows.StandingOf(window).Used - (hold.TakenAt != 0 ? amount : 0);
            var refused = limited is not null && (limited.Owner, limited.Metric, limited.Period, limited.Limit) == (window.Owner, window.Metric, window.Period, window.Limit);
            var after = refused ? Text($"fits in {Math.Ceiling(limited!.Wait.TotalSeconds):N0} s") : Text($"{Math.Max(0, window.Limit - used - amount):N0} left");
            steps.Add(new("rate", window.Owner, LimitWords.Rate(window.Metric, window.Limit, window.Period), Text($"{used:N0} counted"), window.CountsTokens ? $"{Counted.Of(amount, "token")} at most" : Counted.Of(amount, "request"), after, refused));
        }

        return limited is null;
    }

    private bool AddSpend(List<DecisionStep> steps, Exchange exchange, Refusal refusal)
    {
        if (refusal is Refusal.Unpriced unpriced)
        {
            steps.Add(new("price", unpriced.Owner, null, $"what it costs cannot be known: {unpriced.Reason}", null, null, Refused: true));
            return false;
        }

        if (exchange.Limits.Spend is not { IsEmpty: false } spend || refusal is not Refusal.BudgetExhausted exhausted)
        {
            return true;
        }

        var needed = exhausted.Needed;
        steps.Add(new("price", null, exchange.Target!.Price is { } price ? $"{price.Rates} ($ a million tokens)" : null, PriceText(exchange), $"up to {needed.ToExactDisplay()}{(exhausted.Own > Usd.Zero ? " more" : "")}", null, Refused: false));
        var accounts = ledger.ChargesOf(spend)?.Accounts ?? [];
        for (var i = 0; i < accounts.Length; i++)
        {
            if (accounts[i].Budget.Budget.IsHard)
            {
                steps.Add(StepOf(accounts[i], spend.Owners[i], needed, exhausted));
            }
        }

        return false;
    }

    private DecisionStep StepOf(SpendAccount account, string owner, Usd needed, Refusal.BudgetExhausted exhausted)
    {
        var budget = account.Budget.Budget;
        var limit = budget.LimitAt(ledger.UtcNow);
        var words = $"{limit.ToExactDisplay()} {LimitWords.Window(budget.Period.Period, budget.Period.Zone.Id, budget.Period.Rolling)}";
        if (exhausted.Owner == owner && exhausted.Limit == limit)
        {
            return new("budget", owner, words, Standing(exhausted.Spent, exhausted.Reserved, exhausted.Own), needed.ToExactDisplay(), $"{(exhausted.Spent + exhausted.Reserved + needed).ToExactDisplay()}: more than the limit", Refused: true);
        }

        var (cap, used, reserved) = ledger.Look(account);
        var left = new Usd(cap - used - reserved - needed.Nanos);
        return ledger.IsLeased
            ? new("budget", owner, words, $"{new Usd(cap - used - reserved).ToExactDisplay()} free in this node's part", needed.ToExactDisplay(), null, Refused: false)
            : new("budget", owner, words, Standing(new Usd(used), new Usd(reserved), exhausted.Own), needed.ToExactDisplay(), left < Usd.Zero ? "did not fit either" : $"{left.ToExactDisplay()} left", Refused: false);
    }

    private static string Standing(Usd spent, Usd reserved, Usd own) =>
        $"{spent.ToExactDisplay()} spent, {reserved.ToExactDisplay()} reserved{(own > Usd.Zero ? $" ({own.ToExactDisplay()} by this call)" : "")}";

    private static string PriceText(Exchange exchange) => exchange.RefusedDemand?.Value is { } demand
        ? Text($"at most {demand.InputTokens:N0} tokens in and {demand.OutputTokens:N0} out, each at the dearest rate that it may have")
        : "what the model's limits hold for calls without a price";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Lower(string text) => text.StartsWith("The ", StringComparison.Ordinal) ? text[4..] : text;
}
