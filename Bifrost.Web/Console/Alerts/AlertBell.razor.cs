using System.Globalization;
using Bifrost.Domain.Alerts;
using Bifrost.Web.Live;
using Bifrost.Web.SignIn;
using Microsoft.AspNetCore.Components;

namespace Bifrost.Web.Console.Alerts;

/// <summary>The bell of the top bar: how many alerts this operator has not read, and the newest of them.</summary>
public sealed partial class AlertBell : IDisposable
{
    private const int Shown = 20;

    // New alerts are told of at once; the poll finds those of nodes that could not tell.
    private static readonly TimeSpan AtMost = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AtLeast = TimeSpan.FromSeconds(5);

    private ElementReference _menu;
    private LiveSubscription? _subscription;
    private List<Alert>? _newest;
    private Guid? _operator;
    private int _unread;
    private bool _failed;
    private string _said = "";

    [Inject]
    private AlertQueries Queries { get; set; } = default!;

    [Inject]
    private LiveUpdates Updates { get; set; } = default!;

    [Inject]
    private LiveConnection Connection { get; set; } = default!;

    [Inject]
    private CurrentActor Current { get; set; } = default!;

    [Inject]
    private ILogger<AlertBell> Logger { get; set; } = default!;

    private string Count => _unread >= AlertQueries.MostCounted ? $"{AlertQueries.MostCounted - 1}+" : _unread.ToString(CultureInfo.InvariantCulture);

    public void Dispose()
    {
        Connection.Restored -= Resume;
        _subscription?.Dispose();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            Connection.Restored += Resume;
            _subscription = Updates.SubscribeToAlerts(UpdateAsync, AtMost, AtLeast);
            await LoadAsync();
        }
    }

    private void Resume()
    {
        if (_subscription is { } subscription)
        {
            subscription.IsPaused = false;
            subscription.Signal();
        }
    }

    private Task UpdateAsync()
    {
        if (!Connection.IsUp && _subscription is { } subscription)
        {
            subscription.IsPaused = true;
            return Task.CompletedTask;
        }

        return InvokeAsync(LoadAsync);
    }

    private async Task LoadAsync()
    {
        try
        {
            _operator ??= (await Current.GetAsync()).Id;
            var newest = await Queries.ListAsync(new AlertFilter(), null, Shown);
            var unread = _operator is { } id ? await Queries.UnreadAsync(id) : 0;
            Say(newest, unread);
            (_newest, _unread, _failed) = (newest, unread, false);
        }
        catch (Exception exception) when (exception is System.Data.Common.DbException or InvalidOperationException)
        {
            if (!_failed)
            {
                Logger.LogReadFailure(exception, "The bell");
            }

            _failed = true;
        }

        StateHasChanged();
    }

    /// <summary>A screen reader hears of what is new while the page is open, not of what was there.</summary>
    private void Say(List<Alert> newest, int unread)
    {
        if (_newest is not null && unread > _unread && newest.Count > 0 && newest[0].Id != _newest.FirstOrDefault()?.Id)
        {
            _said = $"New alert: {newest[0].Title}";
        }
    }

    private async Task ReadAllAsync()
    {
        if (_operator is { } id && _newest is [var newest, ..])
        {
            await Queries.MarkReadAsync(id, newest.Id);
            _said = "All alerts are marked as read.";
            await LoadAsync();
        }
    }
}
