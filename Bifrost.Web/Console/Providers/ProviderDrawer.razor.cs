using Bifrost.Domain.Persistence;
using Bifrost.Domain.Providers;
using Bifrost.Domain.Usage;
using Bifrost.Gateway.Providers;
using Bifrost.Gateway.Runtime;
using Bifrost.Web.Console.Shared;
using Bifrost.Web.SignIn;
using Microsoft.AspNetCore.Components;
using MudBlazor;
using Provider = Bifrost.Domain.Providers.Provider;

namespace Bifrost.Web.Console.Providers;

/// <summary>One provider: what it is, what it has, and what may be done to it.</summary>
public sealed partial class ProviderDrawer
{
    private bool _editing;
    private bool _testing;
    private bool _answerFailed;
    private string? _answer;
    private string? _refused;
    private ProviderModels? _models;

    [Parameter, EditorRequired]
    public Provider Provider { get; set; } = default!;

    [Parameter]
    public ProviderHealth? Health { get; set; }

    [Parameter]
    public bool MayWrite { get; set; }

    [Parameter]
    public EventCallback OnChanged { get; set; }

    [Inject]
    private ProviderCommands Commands { get; set; } = default!;

    [Inject]
    private ConnectionTest Connection { get; set; } = default!;

    [Inject]
    private ModelChoices Choices { get; set; } = default!;

    [Inject]
    private SnapshotLoop Serving { get; set; } = default!;

    [Inject]
    private OwnerSpend Usage { get; set; } = default!;

    [Inject]
    private IDialogService Dialogs { get; set; } = default!;

    [Inject]
    private CurrentActor Current { get; set; } = default!;

    [Inject]
    private TimeProvider Clock { get; set; } = default!;

    private string KindName => ProviderCatalog.Describe(Provider.Kind)?.DisplayName ?? Provider.Kind;

    protected override Task OnInitializedAsync() => LoadModelsAsync();

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.###", System.Globalization.CultureInfo.InvariantCulture) + " s";

    private async Task LoadModelsAsync()
    {
        if (Serving.Snapshot.Providers.Values.FirstOrDefault(p => p.Id == Provider.Id) is { } serving)
        {
            _models = await Choices.OfAsync(serving);
        }
    }

    private async Task TestAsync()
    {
        if (Serving.Snapshot.Providers.Values.FirstOrDefault(p => p.Id == Provider.Id) is not { } serving)
        {
            (_answer, _answerFailed) = ("It is not being served yet: try again in a moment.", true);
            return;
        }

        _testing = true;
        StateHasChanged();
        var started = Clock.GetTimestamp();
        var result = await Connection.TestAsync(await Current.GetAsync(), serving);
        _testing = false;
        _answerFailed = !result.IsOk || result.Value.Failure is not null;
        _answer = !result.IsOk ? result.Summary : result.Value.Failure ?? $"Answered in {Micros.ToText(Clock.GetElapsedTime(started))} with {Counted.Of(result.Value.Models.Count, "model")}.";
        if (!_answerFailed)
        {
            _models = new ProviderModels(serving, Choices.Priced(serving.Name, serving.Kind, result.Value.Models), null);
        }
    }

    private async Task DisableAsync()
    {
        var lastHour = await Usage.RequestsSinceAsync(r => r.Provider == Provider.Name, Clock.GetUtcNow().UtcDateTime.AddHours(-1));
        var effect = $"Calls to {Provider.Name}/… are refused from now on; {Counted.Of(lastHour, "request")} went there in the last hour. Its keys stay stored, and it can be enabled again.";
        if (await ConfirmDialog.AskAsync(Dialogs, $"Disable {Provider.Name}", effect, "Disable"))
        {
            await SetEnabledAsync(false);
        }
    }

    private async Task SetEnabledAsync(bool enabled)
    {
        var result = await Commands.SetEnabledAsync(await Current.ForChangeAsync(), Provider.Id, enabled);
        _refused = result.IsOk ? null : result.Summary;
        await OnChanged.InvokeAsync();
    }

    private async Task SavedAsync()
    {
        _editing = false;
        (_answer, _models) = (null, null);
        await OnChanged.InvokeAsync();
        await LoadModelsAsync();
    }
}
