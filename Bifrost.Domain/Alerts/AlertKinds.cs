namespace Bifrost.Domain.Alerts;

/// <summary>Kinds as URLs, the admin API and webhooks write them.</summary>
public static class AlertKinds
{
    /// <summary>The type of a delivery that an operator asked for; no alert has it.</summary>
    public const string Test = "webhook.test";

    private static readonly string[] Texts =
    [
        "budget.threshold_reached", "provider.key_refused", "usage.unpriced", "owner.frozen", "owner.unfrozen", "node.accounting_unavailable", "webhook.failed",
    ];

    /// <summary>All texts, in the order of <see cref="AlertKind"/>.</summary>
    public static IReadOnlyList<string> All => Texts;

    /// <summary><c>budget.threshold_reached</c>.</summary>
    public static string TextOf(AlertKind kind) => Texts[(int)kind];

    /// <summary>Reads exactly one of <see cref="All"/>.</summary>
    public static AlertKind? Parse(string? text) => Array.IndexOf(Texts, text) is >= 0 and var index ? (AlertKind)index : null;
}
