using System.Globalization;
using Bifrost.Domain.Governance;
using Bifrost.Domain.Limits;
using Bifrost.Domain.Usage;
using Bifrost.Web.Console.Shared;
using Bifrost.Web.SignIn;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Bifrost.Web.Console.Budgets;

/// <summary>Raises a budget's limit for a time, or ends a raise.</summary>
public sealed partial class RaiseDialog
{
    private readonly FieldErrors _errors = new("amount_usd", "until", "reason");
    private string _amount = "";
    private string _reason = "";
    private DateTime? _until;

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = default!;

    [Inject]
    private LimitCommands Commands { get; set; } = default!;

    [Inject]
    private CurrentActor Current { get; set; } = default!;

    [Inject]
    private TimeProvider Clock { get; set; } = default!;

    [Parameter]
    public BudgetStatus Status { get; set; } = default!;

    [Parameter]
    public string Owner { get; set; } = "";

    private BudgetWords Words => new(Status, Clock.GetUtcNow().UtcDateTime);

    private TimeZoneInfo Zone => Status.Budget.Rolling ? TimeZoneInfo.Utc : LimitRules.FindZone(Status.Budget.TimeZone) ?? TimeZoneInfo.Utc;

    private string Preview => Amount is { } amount && amount <= LimitRules.LargestUsd
        ? $"The limit is {(Status.Budget.Limit + Usd.FromDollars(amount)).ToExactDisplay()} {LimitWords.Window(Status.Budget)} until then."
        : "Added to the limit as it stands without a raise.";

    private decimal? Amount => decimal.TryParse(_amount.Trim().TrimStart('$'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) && amount > 0 ? amount : null;

    /// <summary>Asks and raises, or ends a raise; true when something was done.</summary>
    public static async Task<bool> AskAsync(IDialogService dialogs, BudgetStatus status, string owner)
    {
        var dialog = await dialogs.ShowAsync<RaiseDialog>("Raise", new DialogParameters<RaiseDialog> { { d => d.Status, status }, { d => d.Owner, owner } });
        return await dialog.Result is { Canceled: false };
    }

    protected override void OnInitialized()
    {
        var now = Clock.GetUtcNow().UtcDateTime;
        var end = Status.Budget.Rolling ? now.AddDays(1) : Status.Window.End;
        var local = TimeZoneInfo.ConvertTimeFromUtc(end, Zone);
        _until = local.AddTicks(-(local.Ticks % TimeSpan.TicksPerMinute));
    }

    private List<FieldError> Check()
    {
        var errors = new List<FieldError>();
        if (Amount is not { } amount || amount > LimitRules.LargestUsd || decimal.Round(amount, 9) != amount)
        {
            errors.Add(new("amount_usd", "Write dollars with a point, more than 0: 50 or 12.50."));
        }

        if (_until is not { } until || Zone.IsInvalidTime(until))
        {
            errors.Add(new("until", _until is null ? "Say when the raise ends." : $"The clocks of {Zone.Id} skip this time: take another."));
        }

        if (_reason.Trim().Length == 0)
        {
            errors.Add(new("reason", "Write why, for whoever reads the audit trail."));
        }

        return errors;
    }

    private async Task SaveAsync()
    {
        var errors = Check();
        if (errors.Count > 0)
        {
            _errors.Refused(errors);
            return;
        }

        var until = TimeZoneInfo.ConvertTimeToUtc(DateTime.SpecifyKind(_until!.Value, DateTimeKind.Unspecified), Zone);
        Finish(await Commands.RaiseAsync(await Current.ForChangeAsync(), Status.Budget.Id, Usd.FromDollars(Amount!.Value), until, _reason.Trim()));
    }

    private async Task EndAsync() =>
        Finish(await Commands.RaiseAsync(await Current.ForChangeAsync(), Status.Budget.Id, Usd.Zero, DateTime.MinValue, _reason.Trim() is { Length: > 0 } why ? why : null));

    private void Finish(Result<Budget> result)
    {
        if (result.IsOk)
        {
            Dialog.Close(true);
        }
        else
        {
            _errors.Refused(result.Errors);
        }
    }
}
