namespace Bifrost.Tests.Gateway.WireFormats.Conformance.Golden;

/// <summary>Google's generateContent, after its reference and its guides.</summary>
internal static class GeminiGolden
{
    private const string Reference = "https://ai.google.dev/api/generate-content";
    private const string Functions = "https://ai.google.dev/gemini-api/docs/function-calling";
    private const string Structured = "https://ai.google.dev/gemini-api/docs/structured-output";
    private const string Thinking = "https://ai.google.dev/gemini-api/docs/thinking";
    private const string Signatures = "https://ai.google.dev/gemini-api/docs/thought-signatures";
    private const string Caching = "https://ai.google.dev/gemini-api/docs/caching";
    private const string Errors = "https://ai.google.dev/gemini-api/docs/troubleshooting";

    public static GoldenSet Set { get; } = new("gemini",
    [
        GoldenText.Request(Feature.Chat, Reference, """
            {"systemInstruction":{"parts":[{"text":"You are a helpful assistant."}]},"contents":[{"role":"user","parts":[{"text":"Hello!"}]},{"role":"model","parts":[{"text":"Hello! How can I assist you today?"}]},{"role":"user","parts":[{"text":"Grüße 😀"}]}],"generationConfig":{"maxOutputTokens":300,"temperature":0.7}}
            """),
        GoldenText.Answer(Feature.Chat, Reference, """
            {"candidates":[{"content":{"parts":[{"text":"Hello! How can I assist you today?"}],"role":"model"},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":8,"candidatesTokenCount":28,"totalTokenCount":36,"promptTokensDetails":[{"modality":"TEXT","tokenCount":8}]},"modelVersion":"gemini-2.5-flash","responseId":"mAitaLmkHPPlz7IPvtfUqQ4"}
            """),
        GoldenText.Request(Feature.Parameters, Reference, """
            {"contents":[{"role":"user","parts":[{"text":"Hello!"}]}],"generationConfig":{"topP":0.9,"topK":40,"seed":42,"frequencyPenalty":0.5,"presencePenalty":0.25,"stopSequences":["END"],"responseLogprobs":true,"logprobs":2}}
            """),
        GoldenText.Request(Feature.Stream, Reference, """
            {"contents":[{"parts":[{"text":"Hello!"}],"role":"user"}]}
            """),
        GoldenText.Stream(Feature.Stream, Reference, """
            {"candidates":[{"content":{"parts":[{"text":"Grüße \ud83d"}],"role":"model"},"index":0}],"usageMetadata":{"promptTokenCount":8,"candidatesTokenCount":2,"totalTokenCount":10},"modelVersion":"gemini-2.5-flash","responseId":"r1"}
            {"candidates":[{"content":{"parts":[{"text":"\ude00!"}],"role":"model"},"finishReason":"MAX_TOKENS","index":0}],"usageMetadata":{"promptTokenCount":8,"candidatesTokenCount":4,"totalTokenCount":12},"modelVersion":"gemini-2.5-flash","responseId":"r1"}
            """),
        GoldenText.Request(Feature.Tools, Functions, """
            {"contents":[{"role":"user","parts":[{"text":"What is the temperature in London?"}]},{"role":"model","parts":[{"functionCall":{"id":"fc-1","name":"get_current_temperature","args":{"location":"London"}}}]},{"role":"user","parts":[{"functionResponse":{"id":"fc-1","name":"get_current_temperature","response":{"output":"14 degrees"}}}]}],"tools":[{"functionDeclarations":[{"name":"get_current_temperature","description":"Gets the current temperature for a given location.","parameters":{"type":"object","properties":{"location":{"type":"string","description":"The city name, e.g. San Francisco"}},"required":["location"]}}]}],"toolConfig":{"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["get_current_temperature"]}}}
            """),
        GoldenText.Answer(Feature.Tools, Functions, """
            {"candidates":[{"content":{"parts":[{"functionCall":{"id":"fc-1","name":"get_current_temperature","args":{"location":"London"}}}],"role":"model"},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":54,"candidatesTokenCount":15,"totalTokenCount":69},"modelVersion":"gemini-2.5-flash","responseId":"r2"}
            """),
        GoldenText.Request(Feature.ParallelTools, Functions, """
            {"contents":[{"role":"user","parts":[{"text":"Turn this place into a party!"}]},{"role":"model","parts":[{"functionCall":{"id":"fc-1","name":"power_disco_ball","args":{"power":true}}},{"functionCall":{"id":"fc-2","name":"get_time","args":{}}}]},{"role":"user","parts":[{"functionResponse":{"id":"fc-1","name":"power_disco_ball","response":{"output":"spinning"}}},{"functionResponse":{"id":"fc-2","name":"get_time","response":{"error":"no clock"}}}]}],"tools":[{"functionDeclarations":[{"name":"power_disco_ball","description":"Powers the spinning disco ball.","parameters":{"type":"object","properties":{"power":{"type":"boolean"}},"required":["power"]}},{"name":"get_time"}]}],"toolConfig":{"functionCallingConfig":{"mode":"ANY"}}}
            """),
        GoldenText.Answer(Feature.ParallelTools, Functions, """
            {"candidates":[{"content":{"parts":[{"text":"Party!"},{"functionCall":{"id":"fc-1","name":"power_disco_ball","args":{"power":true}}},{"functionCall":{"id":"fc-2","name":"get_time","args":{}}}],"role":"model"},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":54,"candidatesTokenCount":30,"totalTokenCount":84},"modelVersion":"gemini-2.5-flash","responseId":"r3"}
            """),
        GoldenText.Stream(Feature.StreamedTools, Functions, """
            {"candidates":[{"content":{"parts":[{"text":"I "}],"role":"model"},"index":0}],"usageMetadata":{"promptTokenCount":54,"totalTokenCount":54},"modelVersion":"gemini-2.5-flash","responseId":"r4"}
            {"candidates":[{"content":{"parts":[{"text":"look."}],"role":"model"},"index":0}],"usageMetadata":{"promptTokenCount":54,"totalTokenCount":54},"modelVersion":"gemini-2.5-flash","responseId":"r4"}
            {"candidates":[{"content":{"parts":[{"functionCall":{"id":"fc-1","name":"get_weather","args":{"location":"Paris"}}},{"functionCall":{"id":"fc-2","name":"get_time","args":{}}}],"role":"model"},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":54,"candidatesTokenCount":30,"totalTokenCount":84},"modelVersion":"gemini-2.5-flash","responseId":"r4"}
            """),
        GoldenText.Request(Feature.StructuredOutput, Structured, """
            {"contents":[{"role":"user","parts":[{"text":"Extract the recipe."}]}],"generationConfig":{"responseMimeType":"application/json","responseJsonSchema":{"type":"object","properties":{"recipe_name":{"type":"string"}},"required":["recipe_name"]}}}
            """),
        GoldenText.Answer(Feature.Refusals, Reference, """
            {"candidates":[{"content":{"parts":[{"text":"{\"recipe_name\":\"Cookies\"}"}],"role":"model"},"finishReason":"SAFETY","index":0}],"usageMetadata":{"promptTokenCount":20,"candidatesTokenCount":9,"totalTokenCount":29},"modelVersion":"gemini-2.5-flash","responseId":"r5"}
            """),
        GoldenText.Request(Feature.Images, "https://ai.google.dev/gemini-api/docs/image-understanding", """
            {"contents":[{"role":"user","parts":[{"inlineData":{"mimeType":"image/jpeg","data":"/9j/4AAQSkZJRg=="}},{"fileData":{"mimeType":"image/png","fileUri":"https://example.com/boardwalk.png"}},{"text":"Caption these images."}]}]}
            """),
        GoldenText.Request(Feature.Thinking, Signatures, """
            {"contents":[{"role":"user","parts":[{"text":"Check the flight status."}]},{"role":"model","parts":[{"text":"A flight to check.","thought":true},{"functionCall":{"id":"fc-1","name":"check_flight","args":{"flight":"AA100"}},"thoughtSignature":"CiQB0e2Kb7VxYT0="}]},{"role":"user","parts":[{"functionResponse":{"id":"fc-1","name":"check_flight","response":{"output":"delayed"}}}]}],"tools":[{"functionDeclarations":[{"name":"check_flight","parameters":{"type":"object","properties":{"flight":{"type":"string"}}}}]}],"generationConfig":{"thinkingConfig":{"includeThoughts":true,"thinkingBudget":10000}}}
            """),
        GoldenText.Answer(Feature.Thinking, Signatures, """
            {"candidates":[{"content":{"parts":[{"text":"A flight to check.","thought":true},{"functionCall":{"id":"fc-1","name":"check_flight","args":{"flight":"AA100"}},"thoughtSignature":"CiQB0e2Kb7VxYT0="}],"role":"model"},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":54,"candidatesTokenCount":15,"thoughtsTokenCount":40,"totalTokenCount":109},"modelVersion":"gemini-3-pro","responseId":"r6"}
            """),
        GoldenText.Stream(Feature.Thinking, Thinking, """
            {"candidates":[{"content":{"parts":[{"text":"Compare ","thought":true}],"role":"model"},"index":0}],"usageMetadata":{"promptTokenCount":20,"thoughtsTokenCount":10,"totalTokenCount":30},"modelVersion":"gemini-2.5-flash","responseId":"r7"}
            {"candidates":[{"content":{"parts":[{"text":"the decimals.","thought":true}],"role":"model"},"index":0}],"usageMetadata":{"promptTokenCount":20,"thoughtsTokenCount":30,"totalTokenCount":50},"modelVersion":"gemini-2.5-flash","responseId":"r7"}
            {"candidates":[{"content":{"parts":[{"text":"9.8 is "}],"role":"model"},"index":0}],"usageMetadata":{"promptTokenCount":20,"candidatesTokenCount":3,"thoughtsTokenCount":30,"totalTokenCount":53},"modelVersion":"gemini-2.5-flash","responseId":"r7"}
            {"candidates":[{"content":{"parts":[{"text":"greater."}],"role":"model"},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":20,"candidatesTokenCount":6,"thoughtsTokenCount":30,"totalTokenCount":56},"modelVersion":"gemini-2.5-flash","responseId":"r7"}
            """),
        GoldenText.Answer(Feature.CachedUsage, Caching, """
            {"candidates":[{"content":{"parts":[{"text":"Yes."}],"role":"model"},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":2152,"cachedContentTokenCount":2027,"candidatesTokenCount":270,"totalTokenCount":2422,"promptTokensDetails":[{"modality":"TEXT","tokenCount":2152}],"cacheTokensDetails":[{"modality":"TEXT","tokenCount":2027}]},"modelVersion":"gemini-2.5-flash","responseId":"r8"}
            """),
        GoldenText.Stream(Feature.CachedUsage, Caching, """
            {"candidates":[{"content":{"parts":[{"text":"Yes."}],"role":"model"},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":2152,"cachedContentTokenCount":2027,"candidatesTokenCount":270,"totalTokenCount":2422},"modelVersion":"gemini-2.5-flash","responseId":"r9"}
            """),
        GoldenText.Error(429, Errors, """
            {"error":{"code":429,"message":"You exceeded your current quota.","status":"RESOURCE_EXHAUSTED","details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"34s"}]}}
            """),
        GoldenText.Stream(Feature.Errors, Errors, """
            {"candidates":[{"content":{"parts":[{"text":"Yes"}],"role":"model"},"index":0}],"modelVersion":"gemini-2.5-flash","responseId":"r10"}
            {"error":{"code":503,"message":"The model is overloaded. Please try again later.","status":"UNAVAILABLE"}}
            """),
    ]);
}
