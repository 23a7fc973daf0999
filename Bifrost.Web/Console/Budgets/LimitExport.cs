using System.Globalization;
using System.Runtime.CompilerServices;
using Bifrost.Domain.Limits;
using Bifrost.Web.Console.Exports;

namespace Bifrost.Web.Console.Budgets;

/// <summary>The page of limits as a file: a row a budget, and one for whoever has other limits alone.</summary>
internal sealed class LimitExport(BudgetRanking ranking, SubjectReport subjects, TimeProvider time) : IListExport
{
    private const int PageSize = 500;

    public string Page => ConsoleUrls.Limits;

    public IReadOnlyList<string> Columns { get; } =
    [
        "owner_kind", "owner", "account", "limit_usd", "period", "time_zone", "rolling", "mode", "spent_usd", "reserved_usd", "left_usd", "forecast_usd",
        "raised_usd", "raised_until", "resets_at", "rate_limits", "max_concurrency", "frozen", "from_file", "thresholds", "output_cap",
    ];

    public IAsyncEnumerable<object?[]> ReadAsync(IQueryCollection query, CancellationToken cancellationToken)
    {
        var view = LimitsView.Read(name => query[name]);
        return view.Subject is { } kind ? SubjectsAsync(kind, view.Filter.Text, cancellationToken)
            : BudgetsAsync(view.IsProviders ? view.Filter with { Kind = LimitOwnerKind.Provider } : view.Filter, view.AtLeast, cancellationToken);
    }

    private async IAsyncEnumerable<object?[]> BudgetsAsync(BudgetFilter filter, int atLeast, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Guid? after = null;
        do
        {
            var (budgets, next) = await ranking.PageAsync(filter, atLeast, after, PageSize, cancellationToken);
            foreach (var (status, owner) in budgets)
            {
                yield return Row(owner, status, [], null);
            }

            after = next;
        }
        while (after is not null);
    }

    private async IAsyncEnumerable<object?[]> SubjectsAsync(LimitSubjectKind kind, string? text, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Guid? after = null;
        do
        {
            var page = await subjects.PageAsync(kind, text, after, PageSize, cancellationToken);
            foreach (var (subject, budgets, rates) in page)
            {
                foreach (var status in budgets.DefaultIfEmpty<BudgetStatus?>(null))
                {
                    yield return Row(SubjectDialog.NameOf(subject), status, rates, subject.MaxConcurrency);
                }
            }

            after = page.Count == PageSize ? page[^1].Subject.Id : null;
        }
        while (after is not null);
    }

    private object?[] Row(NamedOwner owner, BudgetStatus? status, IReadOnlyList<RateLimit> rates, int? maxConcurrency)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var raised = status?.Budget.RaisedUntil > now;
        return
        [
            owner.KindText, owner.Name, status?.Account is { Length: > 0 } account ? account : null, status?.Budget.Limit.ToString(), status is null ? null : PeriodText.Of(status.Budget.Period),
            status?.Budget.TimeZone, status?.Budget.Rolling, status is null ? null : status.Budget.Mode == BudgetMode.Soft ? "soft" : "hard",
            status?.Spent.ToString(), status?.Reserved.ToString(), status?.Left.ToString(), status?.ForecastAt(now)?.ToString(),
            raised ? (status!.Limit - status.Budget.Limit).ToString() : null, raised ? status!.Budget.RaisedUntil : null, status?.ResetsAt,
            rates.Count == 0 ? null : rates.Select(x => LimitWords.Rate(x.Metric, x.Limit, x.Period)), maxConcurrency, owner.Frozen, owner.FromFile,
            status?.Budget.Thresholds.Select(x => x.ToString(CultureInfo.InvariantCulture)), status?.Budget.OutputCap,
        ];
    }
}
