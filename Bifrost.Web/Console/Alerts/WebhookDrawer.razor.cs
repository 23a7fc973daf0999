using System.Globalization;
using Bifrost.Domain.Alerts;
using Bifrost.Domain.Governance;
using Bifrost.Domain.Persistence;
using Bifrost.Web.Console.Shared;
using Bifrost.Web.Live;
using Bifrost.Web.SignIn;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using MudBlazor;

namespace Bifrost.Web.Console.Alerts;

/// <summary>One webhook: what it is, what became of its messages, and what may be done to it.</summary>
public sealed partial class WebhookDrawer : IDisposable
{
    private const int Shown = 30;
    private static readonly TimeSpan AtMost = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan AtLeast = TimeSpan.FromSeconds(5);

    private LiveSubscription? _subscription;
    private List<WebhookDelivery>? _deliveries;
    private string? _refused;
    private bool _failed;

    [Parameter, EditorRequired]
    public Webhook Webhook { get; set; } = default!;

    [Parameter]
    public bool MayWrite { get; set; }

    [Parameter]
    public EventCallback OnChanged { get; set; }

    [Parameter]
    public EventCallback<IssuedWebhook> OnRotated { get; set; }

    [Inject]
    private WebhookCommands Commands { get; set; } = default!;

    [Inject]
    private IDbContextFactory<BifrostDbContext> Contexts { get; set; } = default!;

    [Inject]
    private LiveUpdates Updates { get; set; } = default!;

    [Inject]
    private IDialogService Dialogs { get; set; } = default!;

    [Inject]
    private NavigationManager Location { get; set; } = default!;

    [Inject]
    private CurrentActor Current { get; set; } = default!;

    [Inject]
    private TimeProvider Clock { get; set; } = default!;

    [Inject]
    private ILogger<WebhookDrawer> Logger { get; set; } = default!;

    public void Dispose() => _subscription?.Dispose();

    protected override Task OnInitializedAsync() => LoadAsync();

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
        {
            _subscription = Updates.SubscribeToAlerts(() => InvokeAsync(UpdateAsync), AtMost, AtLeast);
        }
    }

    private static string Facts(WebhookDelivery delivery)
    {
        var tries = delivery.Attempts == 1 ? "1 try" : $"{delivery.Attempts} tries";
        var last = delivery.LastStatus is { } status ? string.Create(CultureInfo.InvariantCulture, $"{status} in {Micros.ToText(delivery.LastMicros)}") : delivery.LastAttemptAt is null ? null : "no answer";
        var next = delivery is { State: DeliveryState.Waiting, Attempts: > 0 } ? string.Create(CultureInfo.InvariantCulture, $"next at {delivery.DueAt:yyyy-MM-dd HH:mm:ss} UTC") : null;
        return string.Join(" · ", new[] { tries, last, next }.Where(x => x is not null));
    }

    private async Task UpdateAsync()
    {
        await LoadAsync();
        StateHasChanged();
    }

    private async Task LoadAsync()
    {
        try
        {
            await using var db = await Contexts.CreateDbContextAsync();
            _deliveries = await db.WebhookDeliveries.AsNoTracking().Where(x => x.WebhookId == Webhook.Id).OrderByDescending(x => x.Id).Take(Shown).ToListAsync();
            _failed = false;
        }
        catch (Exception exception) when (exception is System.Data.Common.DbException or InvalidOperationException)
        {
            if (!_failed)
            {
                Logger.LogReadFailure(exception, "The deliveries");
            }

            _failed = true;
        }
    }

    private async Task TestAsync() => await ShowAsync(await Commands.TestAsync(await Current.ForChangeAsync(), Webhook.Id));

    private async Task SendAgainAsync(WebhookDelivery delivery) => await ShowAsync(await Commands.SendAgainAsync(await Current.ForChangeAsync(), delivery.Id));

    private async Task EditAsync()
    {
        if (await WebhookDialog.EditAsync(Dialogs, Webhook) is not null)
        {
            await OnChanged.InvokeAsync();
        }
    }

    private async Task RotateAsync()
    {
        if (!await ConfirmDialog.AskAsync(Dialogs, $"Rotate the secret of {Webhook.Name}?", "A new secret is shown once. Messages carry both signatures for 24 hours, so give it to the receiver within a day.", "Rotate secret"))
        {
            return;
        }

        var rotated = await Commands.RotateAsync(await Current.ForChangeAsync(), Webhook.Id);
        _refused = rotated.IsOk ? null : rotated.Summary;
        if (rotated.IsOk)
        {
            await OnRotated.InvokeAsync(rotated.Value);
        }
    }

    private async Task DisableAsync()
    {
        var waiting = _deliveries?.Count(x => x.State == DeliveryState.Waiting) ?? 0;
        var effect = $"Nothing is sent to {Webhook.Name} from now on{(waiting == 0 ? "" : $", and {waiting} waiting {(waiting == 1 ? "message is" : "messages are")} cancelled")}. Alerts that are raised meanwhile are not sent later; it can be enabled again.";
        if (await ConfirmDialog.AskAsync(Dialogs, $"Disable {Webhook.Name}?", effect, "Disable"))
        {
            await SetEnabledAsync(false);
        }
    }

    private async Task SetEnabledAsync(bool enabled) => await ShowAsync(await Commands.SetEnabledAsync(await Current.ForChangeAsync(), Webhook.Id, enabled));

    private async Task DeleteAsync()
    {
        if (!await ConfirmDialog.AskAsync(Dialogs, $"Delete {Webhook.Name}?", $"Nothing is sent to {Webhook.Name} any more. Its secret and its {_deliveries?.Count ?? 0} last deliveries go with it; that cannot be undone.", "Delete", Webhook.Name))
        {
            return;
        }

        var deleted = await Commands.DeleteAsync(await Current.ForChangeAsync(), Webhook.Id, Webhook.Version);
        await ShowAsync(deleted);
        if (deleted.IsOk)
        {
            Location.NavigateTo(ConsoleUrls.Webhooks);
        }
    }

    private async Task ShowAsync<T>(Result<T> result)
    {
        _refused = result.IsOk ? null : result.Summary;
        await OnChanged.InvokeAsync();
        await LoadAsync();
    }
}
