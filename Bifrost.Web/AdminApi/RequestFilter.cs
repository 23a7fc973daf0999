using System.Reflection;
using System.Text.Json;
using Bifrost.Domain.Governance;
using Bifrost.Domain.Usage;
using Microsoft.AspNetCore.Http.Metadata;

namespace Bifrost.Web.AdminApi;

/// <summary>Which request records: every parameter that is given narrows the list.</summary>
internal sealed record RequestFilter(UsageFilter Filter, ApiProblem? Problem) : IRequestPart, IBindableFromHttpContext<RequestFilter>, IEndpointParameterMetadataProvider
{
    private static readonly string Outcomes = string.Join(", ", Enum.GetNames<UsageOutcome>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName));

    private static readonly QueryField[] Fields =
    [
        new("virtual_key_id", "The key's id or name."),
        new("virtual_key", "A key's name or id; - for requests without one. Of keys of one name, the newest."),
        new("team", "A team's name or id; - for requests without one."),
        new("customer", "A customer's name or id; - for requests without one."),
        new("tag", "One of the request's tags, as name=value."),
        new("provider", "The provider's name."),
        new("model", "The upstream's model name."),
        new("status", "An HTTP status, such as 429."),
        new("outcome", $"One of {Outcomes}."),
        QueryReading.From,
        QueryReading.Until,
        new("min_cost_usd", "At least this cost, US dollars."),
        new("min_latency_ms", "At least this latency, milliseconds."),
        new("error", "A part of the error's code or message, in any case."),
    ];

    public static async ValueTask<RequestFilter?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var query = context.Request.Query;
        var owners = context.RequestServices.GetRequiredService<NamedOwners>();
        var errors = new List<FieldError>();
        var filter = new UsageFilter
        {
            VirtualKeyId = await owners.IdAsync(UsageDimension.Key, "virtual_key_id", query, errors, context.RequestAborted) ?? await owners.IdAsync(UsageDimension.Key, query, errors, context.RequestAborted),
            TeamId = await owners.IdAsync(UsageDimension.Team, query, errors, context.RequestAborted),
            CustomerId = await owners.IdAsync(UsageDimension.Customer, query, errors, context.RequestAborted),
            Tag = query.TextOf("tag"),
            Provider = await owners.ProviderAsync(query, errors, context.RequestAborted),
            Model = query.TextOf("model"),
            Status = query.Of("status", errors, "Write an HTTP status, such as 429.", static text => int.TryParse(text, out var status) && status is >= 100 and <= 999 ? status : (int?)null),
            Outcome = query.Of("outcome", errors, $"Write one of {Outcomes}.", OutcomeOf),
            From = query.TimeOf("from", errors),
            Until = query.TimeOf("until", errors),
            MinCost = query.NumberOf("min_cost_usd", errors) is { } dollars ? Usd.FromDollars(dollars) : null,
            MinLatencyMicros = query.NumberOf("min_latency_ms", errors) is { } milliseconds ? (long)(milliseconds * 1_000) : null,
            ErrorText = query.TextOf("error"),
        };
        return new(filter, errors.Count == 0 ? null : ApiProblem.Invalid(errors));
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
    {
        foreach (var field in Fields)
        {
            builder.Metadata.Add(field);
        }
    }

    private static UsageOutcome? OutcomeOf(string text)
    {
        foreach (var outcome in Enum.GetValues<UsageOutcome>())
        {
            if (JsonNamingPolicy.SnakeCaseLower.ConvertName(outcome.ToString()) == text)
            {
                return outcome;
            }
        }

        return null;
    }
}
