using Bifrost.Domain.Statements;
using Bifrost.Domain.Usage;
using Bifrost.Web.Console.Shared;
using Bifrost.Web.Live;
using Bifrost.Web.SignIn;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Bifrost.Web.Console.Statements;

/// <summary>Drafts and closed statements; month, customer, page and drawer stand in the address.</summary>
public sealed partial class StatementsPage
{
    private const int PageSize = 50;
    private const int MostNamed = 5;

    private IReadOnlyList<OpenStatement>? _open;
    private IReadOnlyList<Statement>? _closed;
    private StatementContent? _shown;
    private Statement? _statement;
    private Exception? _cause;
    private string? _asked;
    private string? _done;
    private string? _refused;
    private string? _problem;
    private bool _failed;
    private bool _mayWrite;
    private bool _isMissing;

    [SupplyParameterFromQuery(Name = "month")]
    private string? MonthText { get; set; }

    [SupplyParameterFromQuery(Name = "customer")]
    private string? CustomerName { get; set; }

    /// <summary>Only older numbers.</summary>
    [SupplyParameterFromQuery(Name = "before")]
    private string? BeforeText { get; set; }

    private long? Before => AddressText.Number(BeforeText);

    /// <summary>The closed statement whose drawer is open.</summary>
    [SupplyParameterFromQuery(Name = "statement")]
    private string? IdText { get; set; }

    private Guid? Id => AddressText.Id(IdText);

    /// <summary>The customer whose draft is open, with <see cref="Of"/>.</summary>
    [SupplyParameterFromQuery(Name = "draft")]
    private string? DraftText { get; set; }

    private Guid? Draft => AddressText.Id(DraftText);

    [SupplyParameterFromQuery(Name = "of")]
    private string? Of { get; set; }

    [Inject]
    private StatementQueries Queries { get; set; } = default!;

    [Inject]
    private StatementCommands Commands { get; set; } = default!;

    [Inject]
    private OwnerNames Owners { get; set; } = default!;

    [Inject]
    private IDialogService Dialogs { get; set; } = default!;

    [Inject]
    private NavigationManager Location { get; set; } = default!;

    [Inject]
    private CurrentActor Current { get; set; } = default!;

    [Inject]
    private TimeProvider Clock { get; set; } = default!;

    [Inject]
    private ILogger<StatementsPage> Logger { get; set; } = default!;

    private bool IsFiltered => !string.IsNullOrEmpty(MonthText) || !string.IsNullOrEmpty(CustomerName);

    private string ClosedUrl => Location.GetUriWithQueryParameters(new Dictionary<string, object?> { ["statement"] = null, ["draft"] = null, ["of"] = null });

    /// <summary>The oldest open month, where it may be closed.</summary>
    private DateTime? Due => _open is { Count: > 0 } open && open.Min(x => x.Month) is var month && Clock.GetUtcNow().UtcDateTime >= StatementMonth.ClosableFrom(month) ? month : null;

    private IReadOnlyList<FilterChip> Chips =>
    [
        .. new (string Parameter, string Label, string? Value)[] { ("month", "Month", MonthText), ("customer", "Customer", CustomerName == OwnerNames.None ? "none" : CustomerName) }
            .Where(c => !string.IsNullOrEmpty(c.Value)).Select(c => new FilterChip(c.Parameter, c.Label, c.Value!)),
    ];

    protected override async Task OnParametersSetAsync()
    {
        var asked = $"{MonthText}|{CustomerName}|{Before}|{Id}|{Draft}|{Of}";
        if (asked != _asked)
        {
            _asked = asked;
            await ReadAsync();
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            _mayWrite = (await Current.GetAsync()).MayWrite;
            var month = string.IsNullOrEmpty(MonthText) ? null : StatementMonth.Parse(MonthText);
            var customer = string.IsNullOrEmpty(CustomerName) ? null : await Owners.FindAsync(UsageDimension.Customer, CustomerName);
            _problem = !string.IsNullOrEmpty(MonthText) && month is null ? "Write a month as 2026-10."
                : !string.IsNullOrEmpty(CustomerName) && customer is null ? $"There is no customer “{CustomerName}”."
                : null;
            if (_problem is null)
            {
                var open = await Queries.OpenAsync(customer);
                (_open, _closed) = ([.. open.Where(x => month is null || x.Month == month)], await Queries.ListAsync(customer, month, Before, PageSize));
                await ReadDrawerAsync();
            }

            (_failed, _cause) = (false, null);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Logger.LogReadFailure(exception, "The list of statements");
            (_failed, _cause) = (true, exception);
        }
    }

    private async Task ReadDrawerAsync()
    {
        _statement = Id is { } id ? await Queries.FindAsync(id) : null;
        _shown = _statement is { } closed ? new StatementContent(closed.Number, closed.CustomerId, closed.Customer, closed.Month, closed.ClosedAt, await Queries.LinesAsync(closed.Id))
            : Draft is { } customer && StatementMonth.Parse(Of) is { } month ? await Queries.DraftAsync(customer, month)
            : null;
        _isMissing = _shown is null && (Id ?? Draft) is not null;
    }

    private string DraftUrl(OpenStatement open) => Location.GetUriWithQueryParameters(new Dictionary<string, object?> { ["draft"] = open.CustomerId, ["of"] = StatementMonth.TextOf(open.Month), ["statement"] = null });

    private string StatementUrl(Statement closed) => Location.GetUriWithQueryParameters(new Dictionary<string, object?> { ["statement"] = closed.Id, ["draft"] = null, ["of"] = null });

    private void Go(string name, string? value) => Location.NavigateTo(Location.GetUriWithQueryParameters(new Dictionary<string, object?>
    {
        [name] = value?.Trim() is { Length: > 0 } text ? text : null,
        ["before"] = null,
    }));

    private async Task CloseAsync(DateTime month)
    {
        var due = _open!.Where(x => x.Month == month).ToList();
        var sum = new Usd(due.Sum(x => x.Cost.Nanos));
        var effect = $"{StatementMonth.WordsOf(month)} is closed for {Names(due)}: "
            + $"{Counted.Of(due.Count, "statement")} over {sum.ToExactDisplay()}, each with the next number. Their exports never change again, and what is recorded "
            + "for this month later becomes an adjustment in the next one. This cannot be undone.";
        if (!await ConfirmDialog.AskAsync(Dialogs, $"Close {StatementMonth.WordsOf(month)}", effect, "Close month"))
        {
            return;
        }

        var customer = string.IsNullOrEmpty(CustomerName) ? null : await Owners.FindAsync(UsageDimension.Customer, CustomerName);
        var closed = await Commands.CloseAsync(await Current.ForChangeAsync(), month, customer);
        _refused = closed.IsOk ? null : closed.Summary;
        _done = !closed.IsOk ? null : closed.Value.Count == 1 ? $"Closed as statement {closed.Value[0].Number}." : $"Closed as statements {closed.Value[0].Number} to {closed.Value[^1].Number}.";
        await ReadAsync();
    }

    private static string Names(List<OpenStatement> due) => due.Count <= MostNamed
        ? string.Join(", ", due.Select(x => StatementCommands.NameOf(x.Customer)))
        : $"{string.Join(", ", due.Take(MostNamed).Select(x => StatementCommands.NameOf(x.Customer)))} and {due.Count - MostNamed:N0} more";

    private async Task CorrectAsync()
    {
        var dialog = await Dialogs.ShowAsync<CorrectionDialog>("Add a correction", new DialogParameters<CorrectionDialog> { { d => d.Customer, CustomerName } });
        if (await dialog.Result is { Canceled: false })
        {
            (_done, _refused) = ("The correction stands in the customer's oldest open month.", null);
            await ReadAsync();
        }
    }
}
