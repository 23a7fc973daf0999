using System.Reflection;
using System.Text.Json;
using Bifrost.Domain.Governance;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Options;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace Bifrost.Web.AdminApi;

/// <summary>A strict JSON body: unknown and duplicate fields and values of another type are refused by the field's name.</summary>
internal sealed class Body<T> : IRequestPart, IBindableFromHttpContext<Body<T>>, IEndpointParameterMetadataProvider
    where T : class
{
    private const long MaxBytes = 1024 * 1024;

    private readonly T? _value;

    private Body(T? value, ApiProblem? problem)
    {
        _value = value;
        Problem = problem;
    }

    public ApiProblem? Problem { get; }

    /// <summary>Read by a handler, which runs only where nothing is wrong.</summary>
    public T Value => _value ?? throw new InvalidOperationException("The body was refused.");

    private static bool IsOptional => typeof(T).IsAssignableTo(typeof(IOptionalBody));

    public static async ValueTask<Body<T>?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var request = context.Request;
        var hasBody = context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody ?? true;
        if (!hasBody && IsOptional)
        {
            return new(Activator.CreateInstance<T>(), null);
        }

        if (hasBody && !request.HasJsonContentType())
        {
            return new(null, new ApiProblem(StatusCodes.Status415UnsupportedMediaType, "Send the body as application/json."));
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = MaxBytes;
        }

        try
        {
            var options = context.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body, context.RequestAborted);
            body.Position = 0;
            var value = await JsonSerializer.DeserializeAsync<T>(body, options, context.RequestAborted);
            return value is null ? Wrong("", "The body is null: send a JSON object.")
                : JsonNul.FieldOf(body.GetBuffer().AsSpan(0, (int)body.Length)) is { } field ? Wrong(field, "This text holds a NUL character.")
                : new(value, null);
        }
        catch (JsonException exception)
        {
            return Wrong(JsonFault.FieldOf(exception), JsonFault.InWords(exception));
        }
        catch (BadHttpRequestException exception)
        {
            return new(null, new ApiProblem(exception.StatusCode, exception.StatusCode == StatusCodes.Status413PayloadTooLarge ? "The body is larger than 1 MiB." : "The body cannot be read."));
        }
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        // Not the framework's own metadata: routing would answer another content type with the 404 of unknown paths.
        builder.Metadata.Add(new JsonBody(typeof(T), IsOptional));

    private static Body<T> Wrong(string field, string message) => new(null, ApiProblem.Invalid([new FieldError(field, message)]));
}
