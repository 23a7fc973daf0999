using System.Net;
using Bifrost.Domain.Governance;
using Bifrost.Domain.Providers;
using Bifrost.Gateway.Providers;
using Bifrost.Web.Console.Shared;
using Bifrost.Web.SignIn;
using Microsoft.AspNetCore.Components;

namespace Bifrost.Web.Console.Providers;

/// <summary>Paste a key, test, save: the first of the first ten minutes.</summary>
public sealed partial class AddProvider
{
    private readonly FieldErrors _errors = new("name", "base_url", "api_version", "keys", "proxy", "ca_file");
    private KeyDraft _fields = new();
    private ProviderDraft _draft = new();
    private Unsaved? _unsaved;
    private ProviderDescriptor _kind = ProviderChoices.All[0];
    private string _search = "";
    private string _key = "";
    private string? _recognised;
    private string? _failure;
    private bool _chosenByHand;
    private bool _asksPrivate;
    private bool _busy;
    private bool _mayWrite;
    private bool _ready;
    private Provider? _added;
    private IReadOnlyList<AvailableModel> _models = [];
    private TimeSpan _took;

    [Inject]
    private ProviderCommands Commands { get; set; } = default!;

    [Inject]
    private ConnectionTest Connection { get; set; } = default!;

    [Inject]
    private ModelChoices Choices { get; set; } = default!;

    [Inject]
    private CurrentActor Current { get; set; } = default!;

    [Inject]
    private TimeProvider Clock { get; set; } = default!;

    /// <summary>A kind to begin with.</summary>
    [Parameter]
    public string? Kind { get; set; }

    private string KeyPlaceholder => !_chosenByHand ? "Paste the provider's key: its kind is recognised"
        : _kind.KeyPrefixes.Count == 0 ? "Paste the provider's key"
        : $"Paste the provider's key: {string.Join(" or ", _kind.KeyPrefixes.Select(p => p + "…"))}";

    private string AddressHint => _kind.DefaultBaseUrl is not null
        ? "The vendor's own. Change it for another region or a proxy."
        : _kind.AddressIsOfKey ? $"Empty: the cloud's own, by the key's region or location. Your own for a private endpoint, as in {_kind.ExampleBaseUrl}."
        : _kind.Kind is "azure" ? $"The resource's own, as in {_kind.ExampleBaseUrl}."
        : $"Your own, with the version's path, as in {_kind.ExampleBaseUrl}.";

    // What a card filled in is not the person's own.
    private object Typed => new
    {
        _key,
        Fields = string.Join('\n', _fields.Fields.Values),
        Name = _draft.Name == ProviderChoices.NameOf(_kind) ? "" : _draft.Name,
        Address = _draft.BaseUrl == ProviderChoices.AddressOf(_kind) ? "" : _draft.BaseUrl,
        _draft.Proxy,
        _draft.ProxyLogin,
        _draft.CaFile,
    };

    private bool EgressIsWrong => _errors.Of("proxy") is not null || _errors.Of("ca_file") is not null;

    private string PrivateQuestion => Uri.TryCreate(_draft.BaseUrl, UriKind.Absolute, out var url) && (url.IsLoopback || IPAddress.TryParse(url.Host, out var address) && IPAddress.IsLoopback(address))
        ? "This address is on your machine. Allow it?"
        : "This address is on your private network. Allow it?";

    protected override async Task OnInitializedAsync()
    {
        Choose((Kind is null ? null : ProviderCatalog.Describe(Kind)) ?? _kind);
        _chosenByHand = Kind == _kind.Kind;
        _mayWrite = (await Current.GetAsync()).MayWrite;
        _ready = true;
    }

    private static string Models(int count) => count == 1 ? "one model" : $"{count} models";

    private void Reset()
    {
        (_added, _key, _recognised, _chosenByHand, _draft) = (null, "", null, false, new());
        Choose(ProviderChoices.All[0]);
    }

    private void ChooseByHand(ProviderDescriptor kind)
    {
        _chosenByHand = true;
        ChooseKeepingName(kind);
        _recognised = WordsOf(_key);
    }

    private void ChooseKeepingName(ProviderDescriptor kind)
    {
        var typed = _draft.Name == ProviderChoices.NameOf(_kind) ? null : _draft.Name;
        Choose(kind);
        _draft.Name = typed ?? _draft.Name;
    }

    private void Choose(ProviderDescriptor kind)
    {
        _kind = kind;
        _fields = new KeyDraft();

        // The way out is the network's, whatever the kind.
        _draft = new ProviderDraft
        {
            Kind = kind.Kind,
            Name = ProviderChoices.NameOf(kind),
            BaseUrl = ProviderChoices.AddressOf(kind),
            Proxy = _draft.Proxy,
            ProxyLogin = _draft.ProxyLogin,
            CaFile = _draft.CaFile,
        };
        ForgetAnswers();
    }

    private void OnKey(ChangeEventArgs args)
    {
        _key = args.Value?.ToString()?.Trim() ?? "";

        // What somebody chose or typed stays: the same prefix is used behind proxies.
        if (!_chosenByHand && ProviderChoices.Recognise(_key) is { } kind && kind != _kind && _draft.BaseUrl == ProviderChoices.AddressOf(_kind))
        {
            ChooseKeepingName(kind);
        }

        _recognised = WordsOf(_key);
        ForgetAnswers();
    }

    private string? WordsOf(string key) => ProviderChoices.Recognise(key) is not { } kind ? ProviderChoices.WarningOf(key)
        : _chosenByHand && kind != _kind ? $"Looks like a key of {kind.DisplayName}. The form stays as you chose it."
        : $"Recognised as a key of {kind.DisplayName}.";

    private void OnAddress()
    {
        _draft.AllowPrivateNetwork = false;
        ForgetAnswers();
        Left("base_url");
    }

    private void OnEgress(string field)
    {
        ForgetAnswers();
        Left(field);
    }

    private void ForgetAnswers()
    {
        (_failure, _asksPrivate) = (null, false);
        _errors.Clear();
    }

    private void Left(string field) => _errors.Left(field, ProviderRules.Check(Spec()));

    private ProviderSpec Spec()
    {
        _draft.Keys.Clear();
        var value = _kind.HasKeyValue ? _key : "";
        if ((value.Length > 0 || _fields.Fields.Values.Any(x => x.Length > 0)) && _kind.Key != KeyPresentation.None)
        {
            var key = new KeyDraft { Name = "main", Value = value };
            foreach (var (name, text) in _fields.Fields)
            {
                key.Fields[name] = text;
            }

            _draft.Keys.Add(key);
        }

        var spec = _draft.ToSpec();

        // The kind's own address is not written down: it may move.
        return spec.BaseUrl == _kind.DefaultBaseUrl ? spec with { BaseUrl = null } : spec;
    }

    private Task AllowPrivateAsync()
    {
        _draft.AllowPrivateNetwork = true;
        return TestAndSaveAsync();
    }

    private async Task TestAndSaveAsync()
    {
        ForgetAnswers();
        var spec = Spec();
        var errors = ProviderChoices.Check(_kind, spec);
        if (errors.Count > 0)
        {
            _errors.Refused(errors);
            return;
        }

        _busy = true;
        StateHasChanged();
        var started = Clock.GetTimestamp();
        var tested = await Connection.TestAsync(await Current.GetAsync(), spec, null);
        _took = Clock.GetElapsedTime(started);
        _busy = false;
        if (!tested.IsOk)
        {
            _errors.Refused(tested.Errors);
            return;
        }

        _asksPrivate = tested.Value.IsPrivateAddress;
        _failure = tested.Value.Failure;
        if (_failure is null)
        {
            await SaveAsync(tested.Value.Models);
        }
    }

    private async Task SaveAsync(IReadOnlyList<string> models)
    {
        var result = await Commands.CreateAsync(await Current.ForChangeAsync(), Spec());
        if (!result.IsOk)
        {
            (_failure, _asksPrivate) = (null, false);
            _errors.Refused(result.Errors);
            return;
        }

        _unsaved?.Settle();
        if (_failure is not null)
        {
            Location.NavigateTo(ConsoleUrls.Provider(result.Value.Id));
            return;
        }

        _models = Choices.Priced(result.Value.Name, result.Value.Kind, models);
        _added = result.Value;
        (_key, _fields) = ("", new KeyDraft());
    }

    [Inject]
    private NavigationManager Location { get; set; } = default!;
}
