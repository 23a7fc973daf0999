using Bifrost.Domain.Alerts;
using Bifrost.Domain.Governance;
using Bifrost.Web.Console.Shared;
using Bifrost.Web.SignIn;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Bifrost.Web.Console.Alerts;

/// <summary>Makes or changes a webhook.</summary>
public sealed partial class WebhookDialog
{
    private readonly FieldErrors _errors = new("name", "url", "kinds");
    private WebhookDraft _draft = new();
    private Unsaved? _unsaved;

    /// <summary>Null makes a new one.</summary>
    [Parameter]
    public Webhook? Webhook { get; set; }

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = default!;

    [Inject]
    private WebhookCommands Commands { get; set; } = default!;

    [Inject]
    private CurrentActor Current { get; set; } = default!;

    /// <summary>Opens the dialog; null when nothing was saved.</summary>
    internal static async Task<WebhookChange?> EditAsync(IDialogService dialogs, Webhook? webhook)
    {
        var dialog = await dialogs.ShowAsync<WebhookDialog>("Webhook", new DialogParameters<WebhookDialog> { { d => d.Webhook, webhook } });
        return await dialog.Result is { Canceled: false, Data: WebhookChange change } ? change : null;
    }

    protected override void OnInitialized() => _draft = Webhook is null ? new() : WebhookDraft.Of(Webhook);

    private void Left(string field) => _errors.Left(field, WebhookRules.Check(_draft.ToSpec()));

    private async Task CancelAsync()
    {
        if (_unsaved is null || await _unsaved.MayLeaveAsync())
        {
            Dialog.Cancel();
        }
    }

    private async Task SaveAsync()
    {
        if (_draft.SendsNothing)
        {
            _errors.Refused([new FieldError("kinds", "Choose at least one kind; to send nothing, disable the webhook.")]);
            return;
        }

        var actor = await Current.ForChangeAsync();
        if (Webhook is null)
        {
            var made = await Commands.CreateAsync(actor, _draft.ToSpec());
            Close(made.Errors, made.IsOk ? new WebhookChange(made.Value) : null);
        }
        else
        {
            var changed = await Commands.UpdateAsync(actor, Webhook.Id, Webhook.Version, _draft.ToSpec());
            Close(changed.Errors, changed.IsOk ? new WebhookChange(null) : null);
        }
    }

    private void Close(IReadOnlyList<FieldError> errors, WebhookChange? change)
    {
        _errors.Refused(errors);
        if (change is not null)
        {
            _unsaved?.Settle();
            Dialog.Close(change);
        }
    }
}
