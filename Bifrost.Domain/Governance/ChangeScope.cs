using Bifrost.Domain.Audit;
using Bifrost.Domain.Persistence;

namespace Bifrost.Domain.Governance;

/// <summary>One governance change in progress: its context, its actor, and what it touched.</summary>
public sealed class ChangeScope
{
    private readonly List<(GovernedKind Kind, Guid Id)> _touched = [];
    private readonly List<PendingEvent> _events = [];

    internal ChangeScope(BifrostDbContext db, Actor actor, DateTime now, CancellationToken cancellationToken)
    {
        Db = db;
        Actor = actor;
        Now = now;
        CancellationToken = cancellationToken;
    }

    public BifrostDbContext Db { get; }

    public Actor Actor { get; }

    /// <summary>UTC; one moment for the whole change.</summary>
    public DateTime Now { get; }

    /// <summary>The budgets' time (UTC): a shared database's own, whatever this machine's clock says.</summary>
    public Task<DateTime> BudgetTimeAsync() => Database.UtcNowAsync(Db, Now, CancellationToken);

    public CancellationToken CancellationToken { get; }

    internal IReadOnlyList<(GovernedKind Kind, Guid Id)> Touched => _touched;

    internal IReadOnlyList<PendingEvent> Events => _events;

    /// <summary>Says that the snapshot must read this row again.</summary>
    public void Touch(GovernedKind kind, Guid id) => _touched.Add((kind, id));

    /// <summary>Records the event; its difference is taken from the tracked rows when the change is saved.</summary>
    /// <param name="rows">The changed entities whose fields the event shows.</param>
    public void Audit(string action, AuditTarget target, string? reason = null, params object[] rows) =>
        _events.Add(new PendingEvent(action, target, reason, rows));

    internal sealed record PendingEvent(string Action, AuditTarget Target, string? Reason, object[] Rows);
}
