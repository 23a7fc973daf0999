using Bifrost.Domain.Persistence;
using Bifrost.Domain.VirtualKeys;
using Bifrost.Web.Console.Shared;
using Bifrost.Web.Live;
using Bifrost.Web.SignIn;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Web.Console.Playground;

/// <summary>A streamed chat as a chosen key. It stops with the page.</summary>
public sealed partial class PlaygroundPage : IAsyncDisposable
{
    private const int MostKeys = 100;
    private static readonly TimeSpan Redraw = TimeSpan.FromMilliseconds(100);

    private readonly List<PlaygroundMessage> _messages = [];
    private CancellationTokenSource _stop = new();
    private List<VirtualKey>? _keys;
    private VirtualKey? _key;
    private IReadOnlyList<AvailableModel>? _models;
    private string _model = "";
    private string _system = "";
    private string _text = "";
    private double? _temperature;
    private int? _maxTokens;
    private bool _busy;
    private bool _failed;

    [SupplyParameterFromQuery(Name = "key")]
    public string? KeyText { get; set; }

    private Guid? Key => AddressText.Id(KeyText);

    [Inject]
    private PlaygroundChat Chat { get; set; } = default!;

    [Inject]
    private ModelChoices Choices { get; set; } = default!;

    [Inject]
    private CurrentActor Current { get; set; } = default!;

    [Inject]
    private IDbContextFactory<BifrostDbContext> Contexts { get; set; } = default!;

    [Inject]
    private NavigationManager Location { get; set; } = default!;

    [Inject]
    private TimeProvider Clock { get; set; } = default!;

    [Inject]
    private ILogger<PlaygroundPage> Logger { get; set; } = default!;

    private bool CanSend => !_busy && _key is not null && _model.Length > 0 && !string.IsNullOrWhiteSpace(_text);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _stop.Dispose();
    }

    protected override async Task OnParametersSetAsync()
    {
        if (_keys is null || Key != _key?.Id)
        {
            await LoadAsync();
        }
    }

    private async Task LoadAsync()
    {
        try
        {
            _failed = false;
            var now = Clock.GetUtcNow().UtcDateTime;
            await using var db = await Contexts.CreateDbContextAsync();
            var usable = db.VirtualKeys.AsNoTracking().Where(k => k.RevokedAt == null && (k.ExpiresAt == null || k.ExpiresAt > now));
            var keys = await usable.OrderByDescending(k => k.Id).Take(MostKeys).ToListAsync();
            if (Key is { } wanted && keys.TrueForAll(k => k.Id != wanted) && await usable.SingleOrDefaultAsync(k => k.Id == wanted) is { } other)
            {
                keys.Insert(0, other);
            }

            _keys = keys;
            
            // Nobody spends as another key than the one that the address names.
            _key = Key is { } named ? keys.Find(k => k.Id == named) : keys.FirstOrDefault();
            _models = _key is null ? [] : [.. (await Choices.ReachedByAsync(_key)).Where(m => m.Chats)];
            _model = _models.Count == 0 || _models.Any(m => m.Name == _model) ? _model : ModelChoices.ForFirstCall(_models)?.Name ?? "";
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Logger.LogReadFailure(exception, "The list of keys");
            _failed = true;
        }
    }

    private void ChooseKey(ChangeEventArgs args)
    {
        _models = null;
        Location.NavigateTo(Location.GetUriWithQueryParameter("key", args.Value as string), replace: true);
    }

    private Task OnKeyAsync(KeyboardEventArgs args) => args is { Key: "Enter", CtrlKey: true } or { Key: "Enter", MetaKey: true } ? SendAsync() : Task.CompletedTask;

    private Task StopAsync() => _stop.CancelAsync();

    private async Task SendAsync()
    {
        if (!CanSend)
        {
            return;
        }

        _stop.Dispose();
        _stop = new CancellationTokenSource();
        _messages.Add(new PlaygroundMessage("user", _text.Trim()));
        var prompt = Prompt();
        var answer = new PlaygroundMessage("assistant");
        _messages.Add(answer);
        (_text, _busy) = ("", true);
        var sending = RunAsync(prompt, answer, _stop.Token);

        // Words come faster than anybody reads: the page draws ten times a second.
        while (await Task.WhenAny(sending, Task.Delay(Redraw, Clock)) != sending)
        {
            StateHasChanged();
        }

        await sending;
        _busy = false;
    }

    private async Task RunAsync(PlaygroundPrompt prompt, PlaygroundMessage answer, CancellationToken stop)
    {
        var result = await Chat.SendAsync(await Current.GetAsync(CancellationToken.None), _key!, prompt, answer, stop);
        if (!result.IsOk)
        {
            answer.Problem = result.Summary;
        }
        else if (answer.RequestId is { } id)
        {
            answer.Record = await Chat.RecordOfAsync(id, CancellationToken.None);
        }
    }

    private PlaygroundPrompt Prompt() => new()
    {
        Model = _model,
        Kind = _models?.FirstOrDefault(m => m.Name == _model)?.Kind,
        System = _system,
        Temperature = _temperature,
        MaxTokens = _maxTokens,
        Messages = [.. _messages],
    };

    private string PriceOf(string name) =>
        _models?.FirstOrDefault(m => m.Name == name)?.Price is { Input: { } input, Output: { } output }
            ? $"{input.ToDisplay()}/M in, {output.ToDisplay()}/M out"
            : "unpriced: its cost will be unknown, not zero";
}
