using Bifrost.Domain.Audit;
using Bifrost.Domain.Limits;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Domain.Governance.File;

/// <summary>One apply in progress: its transaction, what it has done so far, and what is wrong.</summary>
internal sealed class FileApplication(ChangeScope scope, GovernanceFile file, GovernanceFileOptions options)
{
    /// <summary>The reason in the audit event of a row that was made elsewhere and now belongs to the file.</summary>
    public const string TakenOver = "taken over by the governance file";

    public const string BackInService = "back in service";

    // Below the number of parameters that either database takes.
    private const int NamesAQuery = 500;

    private readonly Dictionary<LimitOwnerKind, (ILookup<Guid, Budget> Budgets, ILookup<Guid, RateLimit> Rates)> _limits = [];
    private Dictionary<(LimitSubjectKind Kind, string Pattern), LimitSubject>? _subjects;

    public ChangeScope Scope => scope;

    public GovernanceFile File => file;

    public GovernanceFileOptions Options => options;

    public List<GovernanceFileChange> Changes { get; } = [];

    public List<GovernanceFileError> Errors { get; } = [];

    public void Say(GovernanceFileVerb verb, string kind, string name, string? detail = null) => Changes.Add(new(verb, kind, name, detail));

    /// <summary>Says what became of an existing row: unchanged, or changed in these fields.</summary>
    public void SayChanged(string kind, string name, IReadOnlyCollection<string> fields) =>
        Say(fields.Count == 0 ? GovernanceFileVerb.Unchanged : GovernanceFileVerb.Changed, kind, name, fields.Count == 0 ? null : string.Join(", ", fields));

    /// <summary>True when a command succeeded; otherwise its errors are kept with the row's lines.</summary>
    public bool Passed<TResult, TSpec>(Result<TResult> result, GovernanceFileRow<TSpec> row)
    {
        Errors.AddRange(result.Errors.Select(x => row.ErrorAt(x.Field, x.Message)));
        return result.IsOk;
    }

    /// <summary>The stored caps of an owner; read once for all owners of a kind.</summary>
    public async Task<(IEnumerable<Budget> Budgets, IEnumerable<RateLimit> Rates)> LimitsOfAsync(LimitOwnerKind kind, Guid owner)
    {
        if (!_limits.TryGetValue(kind, out var known))
        {
            var budgets = await scope.Db.Budgets.AsNoTracking().Where(x => x.OwnerKind == kind).ToListAsync(scope.CancellationToken);
            var rates = await scope.Db.RateLimits.AsNoTracking().Where(x => x.OwnerKind == kind).ToListAsync(scope.CancellationToken);
            _limits[kind] = known = (budgets.ToLookup(x => x.OwnerId), rates.ToLookup(x => x.OwnerId));
        }

        return (known.Budgets[owner], known.Rates[owner]);
    }

    /// <summary>All capped models, tags and end users, tracked.</summary>
    public async Task<Dictionary<(LimitSubjectKind Kind, string Pattern), LimitSubject>> SubjectsAsync() =>
        _subjects ??= await scope.Db.LimitSubjects.ToDictionaryAsync(x => (x.Kind, x.Pattern), scope.CancellationToken);

    /// <summary>The rows of these names, tracked.</summary>
    public async Task<Dictionary<string, T>> FindAsync<T>(IQueryable<T> rows, IEnumerable<string> names, Func<T, string> name)
        where T : class
    {
        var found = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach (var chunk in names.Chunk(NamesAQuery))
        {
            var asked = chunk.ToList();
            await foreach (var row in rows.Where(x => asked.Contains(EF.Property<string>(x, "Name"))).AsAsyncEnumerable().WithCancellation(scope.CancellationToken))
            {
                found[name(row)] = row;
            }
        }

        return found;
    }

    /// <summary>
    /// What the file changes in an existing row apart from its fields: back in service, taken over. Null when the row stays out of
    /// service, because it was not the file that took it out; the difference says so.
    /// </summary>
    /// <param name="isOff">Whether it is disabled or revoked.</param>
    /// <param name="offAction">The event by which that happens.</param>
    /// <param name="because">Why it is, as a sentence, where not a person did it.</param>
    public async Task<List<string>?> BeginAsync(AuditTarget row, bool fromFile, bool isOff, string offAction, string? because = null)
    {
        var fields = new List<string>();
        if (isOff)
        {
            if (!options.Force && await LastActorAsync(row.Id, orTakenOver: false, offAction) != ActorKind.GovernanceFile)
            {
                Say(GovernanceFileVerb.Kept, row.Kind, row.Name, because is null ? "out of service by an operator's hand; --force brings it back" : $"out of service. {because} --force brings it back");
                return null;
            }

            fields.Add(BackInService);
        }

        if (!fromFile)
        {
            fields.Add(TakenOver);
        }

        return fields;
    }

    /// <summary>Whether the file may replace a secret that differs from its own: unless somebody rotated it since the file set it.</summary>
    /// <param name="setting">The events that set a secret; taking a row over counts as one.</param>
    public async Task<bool> MayRotateAsync(Guid id, bool fromFile, params string[] setting) =>
        options.Force || !fromFile || await LastActorAsync(id.ToString(), orTakenOver: true, setting) is null or ActorKind.GovernanceFile;

    // The audit trail knows who did it. No event known: not the file.
    private Task<ActorKind?> LastActorAsync(string id, bool orTakenOver, params string[] actions)
    {
        var asked = actions.ToList();
        return scope.Db.AuditEvents.AsNoTracking()
            .Where(x => x.TargetId == id && (asked.Contains(x.Action) || (orTakenOver && x.Reason == TakenOver)))
            .OrderByDescending(x => x.Sequence)
            .Select(x => (ActorKind?)x.ActorKind)
            .FirstOrDefaultAsync(scope.CancellationToken);
    }
}
