using Bifrost.Domain.Audit;
using Bifrost.Web.Console.Shared;
using Microsoft.AspNetCore.Components;

namespace Bifrost.Web.Console.Audit;

/// <summary>The ledger of events, filtered by its address.</summary>
public sealed partial class AuditPage
{
    private const int PageSize = 50;

    private List<AuditEvent>? _events;
    private bool _more;
    private bool _failed;
    private long? _open;
    private string _text = "";

    [Inject]
    private AuditQueries Queries { get; set; } = default!;

    [Inject]
    private NavigationManager Location { get; set; } = default!;

    [Inject]
    private ILogger<AuditPage> Logger { get; set; } = default!;

    [SupplyParameterFromQuery]
    private string? Actor { get; set; }

    [SupplyParameterFromQuery]
    private string? Action { get; set; }

    [SupplyParameterFromQuery]
    private string? Target { get; set; }

    [SupplyParameterFromQuery]
    private string? Outcome { get; set; }

    [SupplyParameterFromQuery]
    private string? From { get; set; }

    [SupplyParameterFromQuery]
    private string? To { get; set; }

    [SupplyParameterFromQuery]
    private string? Text { get; set; }

    [SupplyParameterFromQuery(Name = "before")]
    private string? BeforeText { get; set; }

    private long? Before => AddressText.Number(BeforeText);

    private IReadOnlyList<FilterChip> Chips =>
    [
        .. new (string Parameter, string Label, string? Value)[]
        {
            ("actor", "Actor", Actor), ("action", "Action", Action), ("target", "Target", Target), ("outcome", "Outcome", Outcome),
            ("from", "From", From), ("to", "To", To), ("text", "Text", Text),
        }.Where(c => !string.IsNullOrEmpty(c.Value)).Select(c => new FilterChip(c.Parameter, c.Label, c.Value!)),
    ];

    protected override Task OnParametersSetAsync() => LoadAsync();

    private static string Tone(AuditOutcome outcome) => outcome switch
    {
        AuditOutcome.Success => "ok",
        AuditOutcome.Denied => "warning",
        _ => "failed",
    };

    private async Task LoadAsync()
    {
        _text = Text ?? "";
        _failed = false;
        try
        {
            var filter = AuditLinks.Read(new QueryCollection(Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(new Uri(Location.Uri).Query)));
            var page = await Queries.ListAsync(filter, Before, PageSize + 1);
            _more = page.Count > PageSize;
            _events = [.. page.Take(PageSize)];
        }
        catch (System.Data.Common.DbException exception)
        {
            LogFailure(Logger, exception);
            _failed = true;
        }
    }

    private void Search() => Set("text", _text.Trim());

    private void Set(string parameter, object? value) => Location.NavigateTo(With(parameter, value as string));

    private string With(string parameter, string? value) => Location.GetUriWithQueryParameters(new Dictionary<string, object?>
    {
        ["before"] = null,
        [parameter] = string.IsNullOrEmpty(value) ? null : value,
    });

    private void Toggle(long sequence) => _open = _open == sequence ? null : sequence;

    [LoggerMessage(EventId = 4101, Level = LogLevel.Error, Message = "The audit trail could not be read")]
    private static partial void LogFailure(ILogger logger, Exception exception);
}
