using Bifrost.Tests.Gateway.WireFormats.Conformance;
using Bifrost.Tests.Gateway.WireFormats.Conformance.Golden;

namespace Bifrost.Tests.Gateway.WireFormats.Fuzz;

/// <summary>Ollama's chat, after https://github.com/ollama/ollama/blob/main/docs/api.md and https://docs.ollama.com/capabilities/thinking.</summary>
internal static class OllamaTexts
{
    private const string Source = "https://github.com/ollama/ollama/blob/main/docs/api.md";

    public static GoldenSet Generate { get; } = new("ollama_generate",
    [
        GoldenText.Request(Feature.Chat, Source, """
            {"model":"llama3.2","prompt":"Why is the sky blue?","system":"Be terse.","images":["iVBORw0KGgo="],"format":{"type":"object","properties":{"age":{"type":"integer"}}},"think":true,"keep_alive":"5m","raw":false,"stream":false,"options":{"seed":123,"top_k":20,"top_p":0.9,"stop":["\\n","user:"],"num_predict":100,"temperature":0.8}}
            """),
    ]);

    public static GoldenSet Set { get; } = new("ollama_chat",
    [
        GoldenText.Request(Feature.Tools, Source, """
            {"model":"qwen3","messages":[{"role":"system","content":"Be terse."},{"role":"user","content":"what is the weather in Paris?","images":["iVBORw0KGgo="]},{"role":"assistant","content":"","thinking":"Hm.","tool_calls":[{"function":{"name":"get_weather","arguments":{"city":"Paris"}}}]},{"role":"tool","tool_name":"get_weather","content":"11 degrees"}],"stream":true,"think":true,"tools":[{"type":"function","function":{"name":"get_weather","description":"Get the weather","parameters":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}}}],"format":{"type":"object","properties":{"age":{"type":"integer"}},"required":["age"]},"options":{"temperature":0,"seed":42,"num_predict":100,"top_k":20,"top_p":0.9,"stop":["\n","user:"]},"keep_alive":"5m"}
            """),
        GoldenText.Answer(Feature.Tools, Source, """
            {"model":"qwen3","created_at":"2025-07-07T20:32:53.844124Z","message":{"role":"assistant","content":"I look.","thinking":"Hm.","tool_calls":[{"function":{"name":"get_weather","arguments":{"city":"Paris"}}}]},"done_reason":"stop","done":true,"total_duration":3244883583,"load_duration":2969184542,"prompt_eval_count":169,"prompt_eval_duration":141656333,"eval_count":18,"eval_duration":133293625}
            """),
        GoldenText.Stream(Feature.StreamedTools, Source, """
            {"model":"qwen3","created_at":"2023-08-04T08:52:19.385406455-07:00","message":{"role":"assistant","content":"","thinking":"Hm."},"done":false}
            {"model":"qwen3","created_at":"2023-08-04T08:52:19.385406455-07:00","message":{"role":"assistant","content":"The "},"done":false}
            {"model":"qwen3","created_at":"2023-08-04T08:52:19.385406455-07:00","message":{"role":"assistant","content":"","tool_calls":[{"function":{"name":"get_weather","arguments":{"city":"Tokyo"}}}]},"done":false}
            {"model":"qwen3","created_at":"2023-08-04T19:22:45.499127Z","message":{"role":"assistant","content":""},"done":true,"done_reason":"stop","total_duration":8113331500,"load_duration":6396458,"prompt_eval_count":61,"prompt_eval_duration":398801000,"eval_count":468,"eval_duration":7701267000}
            """),
        GoldenText.Error(404, Source, """{"error":"model 'llama9' not found"}"""),
    ]);
}
