using Bifrost.Domain.Identity;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Bifrost.Web.AdminApi;

/// <summary>What <c>/openapi/v1.json</c> says beyond the handlers' own types: credentials, paging, filters, If-Match, errors.</summary>
internal static class OpenApiDescription
{
    private const string Bearer = "admin-token";

    public static void Configure(OpenApiOptions options)
    {
        options.ShouldInclude = x => x.RelativePath?.StartsWith("api/v1/", StringComparison.Ordinal) == true;
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo { Title = "Bifrost admin API", Version = "v1", Description = "What the console does, for programs." };
            document.Servers?.Clear();
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
            document.Components.SecuritySchemes[Bearer] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "bfa-…" };
            document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Bearer, document)] = [] }];
            return Task.CompletedTask;
        });
        options.AddOperationTransformer(DescribeAsync);
        options.AddSchemaTransformer((schema, context, _) =>
        {
            var type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
            if (type == typeof(TimeSpan))
            {
                (schema.Type, schema.Pattern) = (JsonSchemaType.String, "^[0-9]+(ms|s|m|h)$");
            }
            else if (type == typeof(Role))
            {
                (schema.Type, schema.Enum) = (JsonSchemaType.String, ["admin", "auditor"]);
            }

            return Task.CompletedTask;
        });
    }

    private static async Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        operation.Parameters ??= [];
        foreach (var field in metadata.OfType<QueryField>())
        {
            if (operation.Parameters.FirstOrDefault(x => x.Name == field.Name) is { } known)
            {
                known.Description = field.Description;
                continue;
            }

            operation.Parameters.Add(new OpenApiParameter { Name = field.Name, In = ParameterLocation.Query, Description = field.Description, Schema = new OpenApiSchema { Type = JsonSchemaType.String } });
        }

        var asksVersion = context.Description.HttpMethod is "PUT" or "DELETE" && context.Description.RelativePath!.Contains('{', StringComparison.Ordinal);
        if (asksVersion)
        {
            operation.Parameters.Add(new OpenApiParameter { Name = "If-Match", In = ParameterLocation.Header, Required = true, Description = "The ETag of the version that was changed.", Schema = new OpenApiSchema { Type = JsonSchemaType.String } });
        }

        operation.Responses ??= [];
        foreach (var (status, why) in Refusals(context.Description.HttpMethod != HttpMethods.Get, asksVersion))
        {
            operation.Responses.TryAdd(status, new OpenApiResponse { Description = $"{why} (application/problem+json)" });
        }

        if (metadata.OfType<JsonBody>().FirstOrDefault() is { } body)
        {
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = !body.IsOptional,
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    ["application/json"] = new() { Schema = await context.GetOrCreateSchemaAsync(body.Type, cancellationToken: cancellationToken) },
                },
            };
        }
    }

    private static IEnumerable<(string Status, string Why)> Refusals(bool writes, bool asksVersion)
    {
        yield return ("400", "A field or parameter is wrong.");
        yield return ("401", "No valid credential.");
        yield return ("404", "There is no such row.");
        if (writes)
        {
            yield return ("403", "The role only reads.");
            yield return ("409", "The name is taken.");
        }

        if (asksVersion)
        {
            yield return ("412", "Somebody else changed the row since.");
            yield return ("428", "If-Match is missing.");
        }
    }
}
