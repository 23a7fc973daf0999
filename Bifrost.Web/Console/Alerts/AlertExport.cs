using System.Runtime.CompilerServices;
using Bifrost.Domain.Alerts;
using Bifrost.Web.Console.Exports;

namespace Bifrost.Web.Console.Alerts;

/// <summary>The filtered alerts as a file.</summary>
internal sealed class AlertExport(AlertQueries queries) : IListExport
{
    private const int Batch = 500;

    public string Page => ConsoleUrls.Alerts;

    public IReadOnlyList<string> Columns { get; } = ["at", "severity", "kind", "subject_kind", "subject", "title", "text", "id"];

    public async IAsyncEnumerable<object?[]> ReadAsync(IQueryCollection query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var filter = new AlertFilter(AlertKinds.Parse(query["kind"]), AlertWords.ParseSeverity(query["severity"]), query["subject"].ToString() is { Length: > 0 } subject ? subject : null);
        Guid? before = null;
        while (await queries.ListAsync(filter, before, Batch, cancellationToken) is { Count: > 0 } alerts)
        {
            foreach (var alert in alerts)
            {
                yield return [alert.At, AlertWords.Of(alert.Severity), AlertKinds.TextOf(alert.Kind), alert.SubjectKind, alert.Subject, alert.Title, alert.Text, alert.Id];
            }

            before = alerts[^1].Id;
        }
    }
}
