using System.Text.Json;
using Bifrost.Domain.Limits;
using Bifrost.Gateway.Limits;

namespace Bifrost.Gateway.KeyHolder;

/// <summary>Writes how an owner's budgets, rate limits and requests at once stand, over all nodes.</summary>
internal sealed class KeyLimits(RateWindows windows, ConcurrencyGate gate, TimeProvider time)
{
    public void Write(Utf8JsonWriter json, LimitedOwner owner, KeyReading reading, long revision)
    {
        json.WriteStartArray("budgets");
        foreach (var budget in reading.Budgets.GetValueOrDefault((owner.Id, owner.Account)) ?? [])
        {
            WriteBudget(json, budget);
        }

        json.WriteEndArray();
        json.WriteStartArray("rate_limits");
        foreach (var rate in owner.Limits.RateLimits)
        {
            var others = reading.Others.GetValueOrDefault(new ShareKey(rate.Id, owner.Account));
            WriteRate(json, rate, windows.StandingOf(windows.WindowOf(rate, owner, revision), others));
        }

        json.WriteEndArray();
        WriteAtOnce(json, owner, reading);
    }

    private static void WriteBudget(Utf8JsonWriter json, BudgetStatus status)
    {
        json.WriteStartObject();
        json.WriteNumber("limit_usd", status.Limit.ToDollars());
        json.WriteNumber("spent_usd", status.Spent.ToDollars());
        json.WriteNumber("reserved_usd", status.Reserved.ToDollars());
        json.WriteNumber("left_usd", status.Left.ToDollars());
        json.WriteString("period", PeriodText.Of(status.Budget.Period));
        json.WriteString("time_zone", status.Budget.TimeZone);
        json.WriteBoolean("rolling", status.Budget.Rolling);
        json.WriteString("mode", status.Budget.Mode == BudgetMode.Soft ? "soft" : "hard");
        json.WriteTime("resets_at", status.ResetsAt);
        json.WriteEndObject();
    }

    private void WriteRate(Utf8JsonWriter json, RateLimitSnapshot rate, RateStanding standing)
    {
        json.WriteStartObject();
        json.WriteNumber(RateText.Of(rate.Metric), rate.Limit);
        json.WriteString("period", PeriodText.Of(rate.Period));
        json.WriteNumber("used", standing.Used);
        json.WriteNumber("left", standing.Left);
        json.WriteTime("resets_at", standing.Reset > TimeSpan.Zero ? (time.GetUtcNow() + standing.Reset).UtcDateTime : null);
        json.WriteEndObject();
    }

    private void WriteAtOnce(Utf8JsonWriter json, LimitedOwner owner, KeyReading reading)
    {
        if (owner.Limits.MaxConcurrency is not { } most)
        {
            json.WriteNull("max_concurrency");
            json.WriteNull("running");
            json.WriteNull("concurrency_left");
            return;
        }

        json.WriteNumber("max_concurrency", most);
        var running = gate.RunningOf(owner) + (reading.Others.GetValueOrDefault(new ShareKey(owner.Id, owner.Account))?.Used ?? 0);
        json.WriteNumber("running", running);
        json.WriteNumber("concurrency_left", Math.Max(0, most - running));
    }
}
