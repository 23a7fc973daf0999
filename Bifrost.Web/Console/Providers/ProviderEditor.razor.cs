using Bifrost.Domain.Governance;
using Bifrost.Domain.Persistence;
using Bifrost.Domain.Providers;
using Bifrost.Web.Console.Shared;
using Bifrost.Web.SignIn;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Web.Console.Providers;

/// <summary>Changes a stored provider: tested first, saved when the test passes or the person insists.</summary>
public sealed partial class ProviderEditor
{
    private readonly FieldErrors _errors = new("name", "base_url", "api_version", "proxy", "ca_file", "keys", "extra_headers", "connect_timeout", "first_byte_timeout", "idle_timeout", "max_retries");
    private ProviderDraft _draft = new();
    private Unsaved? _unsaved;
    private int _version;
    private IReadOnlyList<FieldDifference>? _conflict;
    private string? _failure;
    private bool _isPrivate;
    private bool _busy;

    [Parameter, EditorRequired]
    public Provider Provider { get; set; } = default!;

    [Parameter]
    public EventCallback OnSaved { get; set; }

    [Parameter]
    public EventCallback OnCancel { get; set; }

    [Inject]
    private ProviderCommands Commands { get; set; } = default!;

    [Inject]
    private ConnectionTest Connection { get; set; } = default!;

    [Inject]
    private IDbContextFactory<BifrostDbContext> Contexts { get; set; } = default!;

    [Inject]
    private CurrentActor Current { get; set; } = default!;

    private Gateway.Providers.ProviderDescriptor Kind => Gateway.Providers.ProviderCatalog.Describe(Provider.Kind) ?? Gateway.Providers.ProviderCatalog.Describe("openai-compatible")!;

    protected override void OnInitialized() => (_draft, _version) = (ProviderDraft.Of(Provider), Provider.Version);

    private void Left(string field) => _errors.Left(field, ProviderRules.Check(_draft.ToSpec()));

    private void AddKey() => _draft.Keys.Add(new KeyDraft { Name = _draft.Keys.Count == 0 ? "main" : $"key-{_draft.Keys.Count + 1}" });

    private async Task CancelAsync()
    {
        if (_unsaved is null || await _unsaved.MayLeaveAsync())
        {
            await OnCancel.InvokeAsync();
        }
    }

    private Task AllowPrivateAsync()
    {
        _draft.AllowPrivateNetwork = true;
        return SaveAsync();
    }

    private async Task SaveAsync()
    {
        _failure = null;
        var spec = _draft.ToSpec();
        var errors = ProviderRules.Check(spec);
        if (errors.Count > 0)
        {
            _errors.Refused(errors);
            return;
        }

        _busy = true;
        StateHasChanged();
        var tested = await Connection.TestAsync(await Current.GetAsync(), spec, Provider.Id);
        _busy = false;
        if (!tested.IsOk)
        {
            _errors.Refused(tested.Errors);
            return;
        }

        (_failure, _isPrivate) = (tested.Value.Failure, tested.Value.IsPrivateAddress);
        if (_failure is null)
        {
            await CommitAsync();
        }
    }

    private async Task CommitAsync()
    {
        var result = await Commands.UpdateAsync(await Current.ForChangeAsync(), Provider.Id, _version, _draft.ToSpec());
        (_conflict, _failure) = (null, null);
        if (result.IsOk)
        {
            _unsaved?.Settle();
            await OnSaved.InvokeAsync();
        }
        else if (result.Kind == ResultKind.Conflict && result.Errors[0].Field == "version" && await LatestAsync() is { } theirs)
        {
            _conflict = _draft.DifferencesTo(theirs);
        }
        else
        {
            _errors.Refused(result.Errors);
        }
    }

    private async Task KeepMineAsync()
    {
        _version = (await LatestAsync())?.Version ?? _version;
        await CommitAsync();
    }

    private async Task TakeTheirsAsync()
    {
        if (await LatestAsync() is { } theirs)
        {
            (_draft, _version, _conflict) = (ProviderDraft.Of(theirs), theirs.Version, null);
            _unsaved?.Begin(_draft);
        }
    }

    private async Task<Provider?> LatestAsync()
    {
        await using var db = await Contexts.CreateDbContextAsync();
        return await db.Providers.AsNoTracking().Include(p => p.Keys).SingleOrDefaultAsync(p => p.Id == Provider.Id);
    }
}
