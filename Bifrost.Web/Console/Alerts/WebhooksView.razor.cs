using Bifrost.Domain.Alerts;
using Bifrost.Domain.Identity;
using Bifrost.Domain.Persistence;
using Bifrost.Web.Live;
using Bifrost.Web.SignIn;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using MudBlazor;

namespace Bifrost.Web.Console.Alerts;

/// <summary>The webhooks: where alerts go, and whether they arrive.</summary>
public sealed partial class WebhooksView
{
    /// <summary>Its name in the page's address.</summary>
    public const string Name = "webhooks";

    private Dictionary<Guid, WebhookDelivery> _last = [];
    private List<Webhook>? _webhooks;
    private IssuedWebhook? _issued;
    private Exception? _cause;
    private bool _rotated;
    private bool _mayWrite;
    private bool _failed;

    /// <summary>Whose drawer is open.</summary>
    [Parameter]
    public Guid? Webhook { get; set; }

    /// <summary>Opens the form at once.</summary>
    [Parameter]
    public bool Create { get; set; }

    [Inject]
    private IDbContextFactory<BifrostDbContext> Contexts { get; set; } = default!;

    [Inject]
    private NavigationManager Location { get; set; } = default!;

    [Inject]
    private IDialogService Dialogs { get; set; } = default!;

    [Inject]
    private CurrentActor Current { get; set; } = default!;

    [Inject]
    private ILogger<WebhooksView> Logger { get; set; } = default!;

    private Webhook? Open => Webhook is { } id ? _webhooks?.Find(x => x.Id == id) : null;

    protected override async Task OnInitializedAsync()
    {
        await LoadAsync();
        if (Create && _mayWrite)
        {
            await CreateAsync();
        }
    }

    private async Task LoadAsync()
    {
        _failed = false;
        try
        {
            _mayWrite = (await Current.GetAsync()).Role == Role.Admin;
            await using var db = await Contexts.CreateDbContextAsync();
            _webhooks = await db.Webhooks.AsNoTracking().OrderBy(x => x.Name).ToListAsync();
            _last = [];
            foreach (var webhook in _webhooks)
            {
                // At most fifty, each by its index.
                if (await db.WebhookDeliveries.AsNoTracking().Where(x => x.WebhookId == webhook.Id).OrderByDescending(x => x.Id).FirstOrDefaultAsync() is { } last)
                {
                    _last[webhook.Id] = last;
                }
            }
        }
        catch (Exception exception) when (exception is System.Data.Common.DbException or InvalidOperationException)
        {
            Logger.LogReadFailure(exception, "The list of webhooks");
            (_failed, _cause) = (true, exception);
        }
    }

    private async Task CreateAsync()
    {
        if (await WebhookDialog.EditAsync(Dialogs, null) is { Issued: { } issued })
        {
            (_issued, _rotated) = (issued, false);
        }

        await LoadAsync();
    }

    private void ShowRotated(IssuedWebhook issued) => (_issued, _rotated) = (issued, true);

    private async Task Done()
    {
        Location.NavigateTo(ConsoleUrls.Webhook(_issued!.Webhook.Id));
        _issued = null;
        await LoadAsync();
    }
}
