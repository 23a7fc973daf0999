using Bifrost.Domain.Limits;
using Bifrost.Domain.Persistence;
using Bifrost.Domain.Usage;
using Bifrost.Domain.VirtualKeys;
using Bifrost.Web.Console.Budgets;
using Bifrost.Web.Console.Shared;
using Bifrost.Web.Hosting;
using Bifrost.Web.SignIn;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using MudBlazor;

namespace Bifrost.Web.Console.VirtualKeys;

/// <summary>One key: what it may, what it spent, what it was refused, and how it is used.</summary>
public sealed partial class VirtualKeyDrawer
{
    private const int Days = 30;
    private const int FailuresShown = 8;

    private VirtualKey? _key;
    private IReadOnlyList<ChartSeries> _chart = [];
    private IReadOnlyList<UsageRecord>? _failures;
    private IReadOnlyList<KeyLimits.Line>? _limits;
    private AvailableModel? _model;
    private Usd? _total;
    private string? _refused;
    private bool _failed;
    private bool _missing;
    private bool _usageFailed;

    [Parameter, EditorRequired]
    public Guid Id { get; set; }

    [Parameter, EditorRequired]
    public string CloseUrl { get; set; } = "";

    [Parameter]
    public bool MayWrite { get; set; }

    /// <summary>Ask at once whether the key is frozen or let go on; <see cref="OnFreezeAsked"/> takes it back.</summary>
    [Parameter]
    public bool AskFreeze { get; set; }

    [Parameter]
    public EventCallback OnFreezeAsked { get; set; }

    [Parameter]
    public EventCallback OnChanged { get; set; }

    [Parameter]
    public EventCallback<IssuedKey> OnRotated { get; set; }

    [Inject]
    private VirtualKeyCommands Commands { get; set; } = default!;

    [Inject]
    private IDbContextFactory<BifrostDbContext> Contexts { get; set; } = default!;

    [Inject]
    private OwnerSpend Usage { get; set; } = default!;

    [Inject]
    private KeyLimits KeyLimits { get; set; } = default!;

    [Inject]
    private OwnerFreeze Freezing { get; set; } = default!;

    [Inject]
    private ModelChoices Choices { get; set; } = default!;

    [Inject]
    private BifrostSettings Settings { get; set; } = default!;

    [Inject]
    private IDialogService Dialogs { get; set; } = default!;

    [Inject]
    private NavigationManager Location { get; set; } = default!;

    [Inject]
    private CurrentActor Current { get; set; } = default!;

    [Inject]
    private TimeProvider Clock { get; set; } = default!;

    private DateTime Now => Clock.GetUtcNow().UtcDateTime;

    protected override async Task OnInitializedAsync()
    {
        await LoadAsync();
        if (_key is not null)
        {
            await LoadUsageAsync();
            _model = ModelChoices.ForFirstCall(await Choices.ReachedByAsync(_key));
        }
    }

    protected override async Task OnParametersSetAsync()
    {
        if (AskFreeze && _key is not null)
        {
            await OnFreezeAsked.InvokeAsync();
            await LoadAsync();
            if (MayWrite && _key is { RevokedAt: null })
            {
                await FreezeAsync();
            }
        }
    }

    private VirtualKeyState StateOf(VirtualKey key) =>
        key.RevokedAt is not null ? VirtualKeyState.Revoked : key.ExpiresAt <= Now ? VirtualKeyState.Expired : VirtualKeyState.Active;

    private async Task LoadAsync()
    {
        try
        {
            await using var db = await Contexts.CreateDbContextAsync();
            _key = await db.VirtualKeys.AsNoTracking().Include(k => k.Team!.Customer).Include(k => k.Customer).SingleOrDefaultAsync(k => k.Id == Id);
            (_missing, _failed) = (_key is null, false);
        }
        catch (Exception exception) when (exception is System.Data.Common.DbException or InvalidOperationException)
        {
            _failed = true;
        }
    }

    private async Task LoadUsageAsync()
    {
        try
        {
            var days = await Usage.ByDayAsync(Id, Now, Days);
            _total = days.Aggregate(Usd.Zero, (sum, day) => sum + day.Cost);
            _chart = [new ChartSeries("Spend", [.. days.Select(d => new ChartPoint(d.Day, (double)d.Cost.ToDollars()))])];
            _limits = await KeyLimits.ReadAsync(_key!);
            _failures = await Usage.FailuresAsync(Id, FailuresShown);
            _usageFailed = false;
        }
        catch (Exception exception) when (exception is System.Data.Common.DbException or InvalidOperationException or OverflowException)
        {
            _usageFailed = true;
        }
    }

    private async Task EditLimitsAsync()
    {
        if (await LimitsDialog.EditAsync(Dialogs, LimitOwnerKind.VirtualKey, Id, $"key {_key!.Name}"))
        {
            await LoadAsync();
            await LoadUsageAsync();
            await OnChanged.InvokeAsync();
        }
    }

    private async Task LimitsChangedAsync()
    {
        await LoadUsageAsync();
        await OnChanged.InvokeAsync();
    }

    private async Task FreezeAsync()
    {
        var key = _key!;
        var customer = key.Customer ?? key.Team?.Customer;
        var above = key.Team is { Frozen: true } team ? $"team {team.Name}" : customer is { Frozen: true } ? $"customer {customer.Name}" : null;
        var (done, refused) = await Freezing.AskAsync(LimitOwnerKind.VirtualKey, Id, key.Name, key.Frozen, above, key.Frozen ? "" : await LastHourAsync());
        if (done)
        {
            _refused = refused;
            await LoadAsync();
            await OnChanged.InvokeAsync();
        }
    }

    private async Task EditAsync()
    {
        var dialog = await Dialogs.ShowAsync<KeyEditor>("Edit", new DialogParameters<KeyEditor> { { d => d.Existing, _key } });
        if (await dialog.Result is { Canceled: false })
        {
            await LoadAsync();
            await OnChanged.InvokeAsync();
        }
    }

    private async Task RotateAsync()
    {
        if (await RotateDialog.AskAsync(Dialogs, _key!, await LastHourAsync()) is not { } grace)
        {
            return;
        }

        var result = await Commands.RotateAsync(await Current.ForChangeAsync(), Id, grace);
        _refused = result.IsOk ? null : result.Summary;
        if (result.IsOk)
        {
            await OnRotated.InvokeAsync(result.Value);
        }
    }

    private async Task RevokeAsync()
    {
        var effect = $"{_key!.Name} ••••{_key.LastFour} stops working now and cannot be brought back. {await LastHourAsync()}";
        if (!await ConfirmDialog.AskAsync(Dialogs, $"Revoke {_key.Name}", effect, "Revoke", _key.Name))
        {
            return;
        }

        var result = await Commands.RevokeAsync(await Current.ForChangeAsync(), Id);
        _refused = result.IsOk ? null : result.Summary;
        await LoadAsync();
        await OnChanged.InvokeAsync();
    }

    private async Task<string> LastHourAsync()
    {
        try
        {
            var id = Id;
            var count = await Usage.RequestsSinceAsync(r => r.VirtualKeyId == id, Now.AddHours(-1));
            return count == 0 ? "It made no request in the last hour." : $"It made {Counted.Of(count, "request")} in the last hour.";
        }
        catch (Exception exception) when (DatabaseFailure.IsAway(exception))
        {
            // The command itself will say so.
            return "";
        }
    }
}
