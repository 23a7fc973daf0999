using Bifrost.Domain.Limits;

namespace Bifrost.Web.AdminApi;

/// <summary>A budget and how it stands. Dollars are exact decimals, times UTC.</summary>
internal sealed record BudgetRow
{
    public Guid Id { get; init; }

    /// <summary>customer, team, virtual_key, provider, model, tag or end_user.</summary>
    public required string OwnerKind { get; init; }

    public Guid OwnerId { get; init; }

    /// <summary>The owner's name; of a tag <c>name=value</c>.</summary>
    public required string Owner { get; init; }

    /// <summary>The end user or tag value, for budgets that keep an account for each.</summary>
    public string? Account { get; init; }

    public decimal LimitUsd { get; init; }

    public required string Period { get; init; }

    public required string TimeZone { get; init; }

    public bool Rolling { get; init; }

    public required string Mode { get; init; }

    public required IReadOnlyList<int> Thresholds { get; init; }

    public bool OutputCap { get; init; }

    public decimal? RaisedUsd { get; init; }

    public DateTime? RaisedUntil { get; init; }

    public decimal SpentUsd { get; init; }

    public decimal ReservedUsd { get; init; }

    public decimal LeftUsd { get; init; }

    public decimal? ForecastUsd { get; init; }

    public DateTime WindowStart { get; init; }

    public DateTime? ResetsAt { get; init; }

    public static BudgetRow Of(BudgetStatus status, NamedOwner owner, DateTime now) => new()
    {
        Id = status.Budget.Id,
        OwnerKind = owner.KindText,
        OwnerId = owner.Id,
        Owner = owner.Name,
        Account = status.Account.Length == 0 ? null : status.Account,
        LimitUsd = status.Budget.Limit.ToDollars(),
        Period = PeriodText.Of(status.Budget.Period),
        TimeZone = status.Budget.TimeZone,
        Rolling = status.Budget.Rolling,
        Mode = status.Budget.Mode == BudgetMode.Soft ? "soft" : "hard",
        Thresholds = status.Budget.Thresholds,
        OutputCap = status.Budget.OutputCap,
        RaisedUsd = status.Budget.RaisedUntil > now ? (status.Limit - status.Budget.Limit).ToDollars() : null,
        RaisedUntil = status.Budget.RaisedUntil > now ? status.Budget.RaisedUntil : null,
        SpentUsd = status.Spent.ToDollars(),
        ReservedUsd = status.Reserved.ToDollars(),
        LeftUsd = status.Left.ToDollars(),
        ForecastUsd = status.ForecastAt(now)?.ToDollars(),
        WindowStart = status.Window.Start,
        ResetsAt = status.ResetsAt,
    };
}
