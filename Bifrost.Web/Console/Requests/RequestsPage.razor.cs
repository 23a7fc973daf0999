using Bifrost.Domain.Usage;
using Bifrost.Web.Console.Shared;
using Bifrost.Web.Live;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.WebUtilities;

namespace Bifrost.Web.Console.Requests;

/// <summary>The list of requests: filters and paging stand in the address, the newest page follows what comes.</summary>
public sealed partial class RequestsPage
{
    private RequestFilter _filter = RequestFilter.Read(_ => null);
    private IReadOnlyList<string> _providers = [];
    private IReadOnlyList<string> _models = [];
    private UsagePage? _page;
    private string? _shown;
    private bool _read;
    private bool _failed;

    /// <summary>The request whose drawer is open.</summary>
    [SupplyParameterFromQuery(Name = "request")]
    public string? IdText { get; set; }

    private Guid? Id => AddressText.Id(IdText);

    /// <summary>Where this page begins: the last request of the one before.</summary>
    [SupplyParameterFromQuery(Name = "after")]
    public string? AfterText { get; set; }

    private Guid? After => AddressText.Cursor(AfterText);

    [Inject]
    private RequestReader Reader { get; set; } = default!;

    [Inject]
    private NavigationManager Location { get; set; } = default!;

    [Inject]
    private ILogger<RequestsPage> Logger { get; set; } = default!;

    protected override async Task OnParametersSetAsync()
    {
        var query = QueryHelpers.ParseQuery(new Uri(Location.Uri).Query);
        _filter = RequestFilter.Read(name => query.TryGetValue(name, out var value) ? value.ToString() : null);

        // Opening a drawer changes the address too, but not the list.
        if (_shown != Query(After))
        {
            _shown = Query(After);
            await ReadAsync();
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            if (_filter.Problem is null)
            {
                var shown = _shown;
                var page = await Reader.PageAsync(_filter, After);
                if (shown != _shown)
                {
                    return;
                }

                _page = page;
            }

            if (!_read)
            {
                (_providers, _models) = await Reader.ChoicesAsync();
            }

            (_read, _failed) = (true, false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Logger.LogReadFailure(exception, "The list of requests");
            _failed = true;
        }
    }

    private async Task FollowAsync()
    {
        await ReadAsync();
        StateHasChanged();
    }

    private string ListUrl() => ConsoleUrls.Requests + Query(After);

    /// <summary>The filters as they stand in the address.</summary>
    private string Query(Guid? after = null, Guid? open = null)
    {
        var parameters = RequestFilter.Parameters.Where(p => _filter[p] is not null).ToDictionary(p => p, p => _filter[p]);
        if (after is { } id)
        {
            parameters["after"] = id.ToString();
        }

        if (open is { } request)
        {
            parameters["request"] = request.ToString();
        }

        return QueryHelpers.AddQueryString("", parameters);
    }
}
